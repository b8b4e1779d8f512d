using System.Collections.Immutable;
using Striate.Codegen.Syntax;

namespace Striate.Codegen.Lowering;

/// <summary>Splits a layer's outputs over classes, so that no method passes the bytes that a branch can span.</summary>
internal static class MethodSplit
{
    /// <summary>The class of all outputs, or those of even parts of them; an output alone is never split.</summary>
    /// <param name="outputs">At least one.</param>
    /// <param name="lower">The class of some outputs; its name is given by the caller, once it is known which classes there are.</param>
    public static ImmutableArray<KernelClass> Classes<T>(IReadOnlyList<T> outputs, Func<IReadOnlyList<T>, KernelClass> lower)
    {
        var whole = lower(outputs);
        var bytes = whole.Methods.Max(method => method.Cost.IlBytes);
        if (bytes <= CodeLimits.MethodBytes || outputs.Count == 1)
        {
            return [whole];
        }

        var parts = Math.Min(outputs.Count, (bytes + CodeLimits.MethodBytes - 1) / CodeLimits.MethodBytes);
        return [.. outputs.Chunk((outputs.Count + parts - 1) / parts).SelectMany(part => Classes(part, lower))];
    }
}
