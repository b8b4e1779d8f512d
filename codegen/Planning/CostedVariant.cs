using System.Collections.Immutable;
using Striate.Codegen.Lowering;
using Striate.Codegen.Syntax;
using Striate.Platform;

namespace Striate.Codegen.Planning;

/// <summary>A variant for a layer, with what it costs and what it takes.</summary>
/// <param name="KernelVariant">The way.</param>
/// <param name="Cost">Predicted.</param>
/// <param name="TableHeapBytes">Heap that its tables take for as long as the program runs.</param>
/// <param name="FrameBytes">Heap of the frames of its deepest call.</param>
/// <param name="Classes">Classes that it needs.</param>
/// <param name="IsTooBig">Whether one of its methods or tables passes the platform's limits.</param>
internal sealed record CostedVariant(
    KernelVariant KernelVariant,
    PlannedCost Cost,
    long TableHeapBytes,
    long FrameBytes,
    int Classes,
    bool IsTooBig
)
{
    /// <summary>Heap that only this layer uses while it runs, besides the maps.</summary>
    public long WorkspaceBytes => (8L * KernelVariant.Workspace.Words) + (4L * KernelVariant.Workspace.Accumulators);

    /// <summary>Heap of the tables of products that it uses; another layer hardly has the same factor.</summary>
    public long ProductHeapBytes => KernelVariant.Workspace.Clamps.Where(use => use.Factor != 0).Sum(use => HeapLayout.Array(use.Bytes));

    /// <summary>What a variant's classes cost and take.</summary>
    public static CostedVariant Of(KernelVariant variant, ImmutableArray<KernelClass> kernels)
    {
        var cost = kernels.Aggregate(CodeCost.None, (sum, kernel) => sum + kernel.Cost);
        var (workspace, il) = (variant.Workspace, kernels.Sum(kernel => kernel.IlBytes));
        var tables = kernels.SelectMany(kernel => kernel.Tables).Sum(table => HeapLayout.Array(table.Bytes));
        var clamps = workspace.Clamps.Sum(use => use.Bytes);
        var planned = new PlannedCost(
            (long)Math.Round(cost.Instructions),
            (long)Math.Round(cost.CostUnits),
            il,
            kernels.Sum(kernel => kernel.TableBytes),
            AssemblySizes.FlashAdded(kernels),
            (int)(tables + clamps) + (8 * workspace.Words) + (4 * workspace.Accumulators)
        );
        var methods = kernels.SelectMany(kernel => kernel.Methods).ToList();
        return new CostedVariant(variant, planned, tables, DeepestOf(kernels), kernels.Length, kernels.Any(IsBig) || methods.Exists(IsBig));
    }

    /// <summary>A class stays whole: its tables lie in one assembly.</summary>
    private static bool IsBig(KernelClass kernel) => kernel.TableBytes > CodeLimits.InitialiserBytes;

    /// <summary>An output of thousands of taps takes a method that no split makes smaller.</summary>
    private static bool IsBig(KernelMethod method) =>
        method.Cost.IlBytes > CodeLimits.LargestMethodBytes || method.Layout.Slots.Length > Limits.MethodLocals.Works;

    /// <summary>Heap of the frames of the deepest call that the network makes.</summary>
    private static long DeepestOf(ImmutableArray<KernelClass> kernels)
    {
        var known = new Dictionary<KernelMethod, long>(ReferenceEqualityComparer.Instance);
        long Deepest(KernelMethod method)
        {
            if (!known.TryGetValue(method, out var bytes))
            {
                known.Add(method, bytes = method.Layout.FrameBytes + method.Layout.Calls.Select(Deepest).DefaultIfEmpty().Max());
            }

            return bytes;
        }

        return kernels
            .Where(kernel => kernel.IsCalledByNetwork)
            .SelectMany(kernel => kernel.Methods)
            .Where(method => method.Name == "Run")
            .Select(Deepest)
            .DefaultIfEmpty()
            .Max();
    }
}
