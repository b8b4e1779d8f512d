using System.Collections.Immutable;
using Striate.Codegen.Syntax;

namespace Striate.Codegen.Lowering;

/// <summary>Splits a layer's outputs over classes, so that no method passes the bytes that a branch can span.</summary>
internal static class MethodSplit
{
    /// <summary>Bytes of IL that a tap takes in code of many inputs, about.</summary>
    private const int TapBytes = 12;

    /// <summary>
    /// Outputs of code about so many times too large are split before it is looked at: lowering it would take longer than the rest.
    /// </summary>
    private const int FarTooLarge = 8;

    /// <summary>The class of all outputs, or those of even parts of them; an output alone is never split.</summary>
    /// <param name="outputs">At least one.</param>
    /// <param name="taps">Taps of an output.</param>
    /// <param name="lower">The class of some outputs; its name is given by the caller, once it is known which classes there are.</param>
    public static ImmutableArray<KernelClass> Classes<T>(
        IReadOnlyList<T> outputs,
        Func<T, int> taps,
        Func<IReadOnlyList<T>, KernelClass> lower
    )
    {
        var estimate = outputs.Sum(taps) * TapBytes;
        return estimate > FarTooLarge * CodeLimits.MethodBytes && outputs.Count > 1
            ?
            [
                .. Parts(outputs, Math.Min(outputs.Count, (estimate + CodeLimits.MethodBytes - 1) / CodeLimits.MethodBytes))
                    .SelectMany(part => Classes(part, lower)),
            ]
            : Classes(outputs, lower);
    }

    /// <summary>The same for outputs that are never far too large: as few parts as keep the limit.</summary>
    public static ImmutableArray<KernelClass> Classes<T>(IReadOnlyList<T> outputs, Func<IReadOnlyList<T>, KernelClass> lower)
    {
        for (var parts = 1; ; )
        {
            var classes = Parts(outputs, parts).Select(lower).ToImmutableArray();
            var most = classes.SelectMany(part => part.Methods).Max(method => method.Cost.IlBytes);
            if (most <= CodeLimits.MethodBytes || parts == outputs.Count)
            {
                return classes;
            }

            parts = Math.Min(outputs.Count, Math.Max(parts + 1, parts * most / CodeLimits.MethodBytes));
        }
    }

    private static IEnumerable<T[]> Parts<T>(IReadOnlyList<T> outputs, int parts) => outputs.Chunk((outputs.Count + parts - 1) / parts);
}
