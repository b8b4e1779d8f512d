using System.Collections.Immutable;
using Striate.Codegen.Lowering;
using Striate.Codegen.Syntax;
using Striate.Platform;

namespace Striate.Codegen.Planning;

/// <summary>A candidate for a layer, with what it costs and what it takes.</summary>
/// <param name="Candidate">The way.</param>
/// <param name="Cost">Predicted.</param>
/// <param name="TableHeapBytes">Heap that its tables take for as long as the program runs.</param>
/// <param name="FrameBytes">Heap of the frames of its deepest call.</param>
/// <param name="Classes">Classes that it needs.</param>
/// <param name="IsTooBig">Whether one of its methods or tables passes the platform's limits.</param>
internal sealed record Choice(Candidate Candidate, PlannedCost Cost, long TableHeapBytes, long FrameBytes, int Classes, bool IsTooBig)
{
    // An evaluation stack of generated code is a few entries deep; the compiler's own locals are few.
    private const int Stack = 12;
    private const int TemplateLocals = 40;

    /// <summary>Heap that only this layer uses while it runs, besides the maps.</summary>
    public long WorkspaceBytes => (8L * Candidate.Workspace.Words) + (4L * Candidate.Workspace.Accumulators);

    /// <summary>What a candidate's classes cost and take.</summary>
    public static Choice Of(Candidate candidate, ImmutableArray<KernelClass> kernels)
    {
        var cost = kernels.Aggregate(CodeCost.None, (sum, kernel) => sum + kernel.Cost);
        var (workspace, il) = (candidate.Workspace, kernels.Sum(kernel => kernel.IlBytes));
        var tables = kernels.SelectMany(kernel => kernel.Tables).Sum(table => HeapLayout.Array(table.Bytes));
        var clamps = workspace.Clamps.Sum(use => use.Most - use.Least + 1);
        var planned = new PlannedCost(
            cost.Instructions,
            cost.CostUnits,
            il,
            kernels.Sum(kernel => kernel.TableBytes),
            il + kernels.Sum(MetadataBytes) + kernels.Sum(kernel => kernel.TableBytes),
            (int)(tables + clamps) + (8 * workspace.Words) + (4 * workspace.Accumulators));
        var frames = kernels.SelectMany(kernel => kernel.Methods).OrderByDescending(FrameOf).ToList();
        return new Choice(candidate, planned, tables, DeepestOf(kernels, frames), kernels.Length, kernels.Any(IsBig) || frames.Any(IsBig));
    }

    /// <summary>Heap of a method's frame, about.</summary>
    public static long FrameOf(KernelMethod method) => HeapLayout.Frame(Locals(method.Body), Stack);

    /// <summary>A class stays whole: its tables lie in one assembly.</summary>
    private static bool IsBig(KernelClass kernel) =>
        kernel.TableBytes > CodeLimits.InitialiserBytes || kernel.TemplateMethodBytes > CodeLimits.LargestMethodBytes;

    /// <summary>An output of thousands of taps takes a method that no split makes smaller.</summary>
    private static bool IsBig(KernelMethod method) =>
        method.Cost.IlBytes > CodeLimits.LargestMethodBytes || Locals(method.Body) > Limits.MethodLocals.Works;

    private static long DeepestOf(ImmutableArray<KernelClass> kernels, List<KernelMethod> methods)
    {
        var outer = kernels.Where(kernel => kernel.IsCalledByNetwork).SelectMany(kernel => kernel.Methods).Where(method => method.Name == "Run")
            .Select(FrameOf).DefaultIfEmpty().Max();
        var inner = methods.Where(method => method.Name != "Run").Select(FrameOf).DefaultIfEmpty().Max();
        // Templates call two methods deep.
        return kernels.Any(kernel => kernel.Template is not null) ? 3 * HeapLayout.Frame(TemplateLocals, Stack) : outer + inner;
    }

    /// <summary>Bytes of a .pe besides IL and tables: records, names, signatures of methods, locals and tables.</summary>
    private static int MetadataBytes(KernelClass kernel)
    {
        const int TypeRecords = 40;
        const int MethodRecords = 28;
        const int TableRecords = 125;
        const int TemplateMethods = 2;
        const int MostLocals = 24;

        // Locals of one type in a row are a part of what longer methods have: they are not written again.
        var methods = kernel.Template is null ? kernel.Methods.Sum(method => MethodRecords + Math.Min(MostLocals, Locals(method.Body))) : TemplateMethods * (MethodRecords + MostLocals);
        return TypeRecords + kernel.Name.Length + methods + (TableRecords * kernel.Tables.Length);
    }

    private static int Locals(IEnumerable<Statement> statements) => statements.Sum(Locals);

    private static int Locals(Statement statement) => statement switch
    {
        Declare declare => declare.Names.Count,
        Assign { Type: not null } => 1,
        Loop loop => (loop.Start is null ? 0 : Locals(loop.Start)) + Locals(loop.Body),
        If condition => Locals(condition.Then) + (condition.Else is null ? 0 : Locals(condition.Else)),
        Block block => Locals(block.Body),
        _ => 0,
    };
}
