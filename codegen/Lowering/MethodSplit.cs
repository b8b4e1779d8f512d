using System.Collections.Immutable;
using Striate.Codegen.Syntax;
using Striate.Platform;

namespace Striate.Codegen.Lowering;

/// <summary>Splits a layer's outputs over classes, so that no method passes the bytes that a branch can span.</summary>
internal static class MethodSplit
{
    /// <summary>Share of the limit that is used: slots of locals, and so the bytes of their instructions, are the compiler's choice.</summary>
    private const double Margin = 0.85;

    /// <summary>Share of the limit up to which predicted bytes are those of a method that keeps it.</summary>
    private const double Certain = 0.94;

    /// <summary>Bytes, as its tree predicts them, beyond which a method may pass the limit.</summary>
    public static int LargestMethodBytes { get; } = (int)(Limits.MethodBytecode.Works * Certain);

    /// <summary>Most bytes of a method, as its tree predicts them, where outputs are split over methods.</summary>
    public static int MaximumMethodBytes { get; } = (int)(Limits.MethodBytecode.Works * Margin);

    /// <summary>The class of all outputs, or those of even parts of them; an output alone is never split.</summary>
    /// <param name="outputs">At least one.</param>
    /// <param name="lower">The class of some outputs; its name is given by the caller, once it is known which classes there are.</param>
    public static ImmutableArray<KernelClass> Classes<T>(IReadOnlyList<T> outputs, Func<IReadOnlyList<T>, KernelClass> lower)
    {
        var whole = lower(outputs);
        var bytes = whole.Methods.Max(method => method.Cost.IlBytes);
        if (bytes <= MaximumMethodBytes || outputs.Count == 1)
        {
            return [whole];
        }

        var parts = Math.Min(outputs.Count, (bytes + MaximumMethodBytes - 1) / MaximumMethodBytes);
        return [.. outputs.Chunk((outputs.Count + parts - 1) / parts).SelectMany(part => Classes(part, lower))];
    }
}
