using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Codegen.Planning;
using Striate.Codegen.Rendering;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Platform;
using Striate.Platform.Checking;
using Striate.Verification;

namespace Striate.EmulatorTests;

/// <summary>What is predicted of generated code beside what it takes.</summary>
internal static class Predicted
{
    // Of an assembly: signatures that stand in another one by chance are not written again.
    private const int SlackOfFlash = 24;

    // Of the deepest chain of calls: a value that a frame may not need.
    private const int SlackOfHeap = 5 * HeapLayout.Block;

    // Means of counts over inputs are rounded.
    private const double Rounding = 1e-6;

    private static readonly string s_sha = new('0', 64);

    /// <summary>The code of a plan, compiled as it stands.</summary>
    public static (PlannedNetwork Planned, BuildResult Build) Of(Network network, GeneratorOptions options, InputContract? contract = null)
    {
        var planned = new Planner(network, options, contract, cancellation: TestContext.Current.CancellationToken).Plan(options.Budgets);
        return (
            planned,
            Generator.Build(
                NetworkEmission.Emit(
                    planned.Form?.Block ?? network,
                    planned.Context,
                    planned.Kernels,
                    options,
                    s_sha,
                    planned.Preparation,
                    planned.Form
                )
            )
        );
    }

    /// <summary>
    /// Layers whose instructions are none that the prediction allows: where data decide nothing that is one number, elsewhere least and
    /// most.
    /// </summary>
    public static IEnumerable<string> WrongCounts(PlannedNetwork planned, VerificationReport report) =>
        WrongCounts(
                [.. planned.Plan.Layers.Zip(planned.Kernels, (layer, kernels) => ($"{layer.Layer}, {layer.Chosen.Name}", CostOf(kernels)))],
                report
            )
            .Concat(
                report.Layers[^1].Mean == planned.Plan.NetworkClass.Instructions
                    ? []
                    :
                    [
                        FormattableString.Invariant(
                            $"network class: {planned.Plan.NetworkClass.Instructions} predicted, {report.Layers[^1].Mean} counted"
                        ),
                    ]
            );

    /// <summary>The same for classes that no plan chose.</summary>
    public static IEnumerable<string> WrongCounts(ImmutableArray<(string Name, CodeCost Cost)> layers, VerificationReport report) =>
        from index in Enumerable.Range(0, layers.Length)
        let cost = layers[index].Cost
        let counted = report.Layers[index]
        where
            counted.Mean < cost.Least - Rounding
            || counted.Mean > cost.Most + Rounding
            || (IsCertain(cost) && Math.Abs(counted.CostUnits - cost.CostUnits) > Rounding * cost.CostUnits)
        select FormattableString.Invariant(
            $"{layers[index].Name}: {cost.Instructions} in {cost.Least}..{cost.Most} of {cost.CostUnits} units predicted, {counted.Mean} of {counted.CostUnits} counted"
        );

    // Data decide nothing: every instruction is known, and so is what it costs.
    private static bool IsCertain(CodeCost cost) => cost.Most - cost.Least < Rounding;

    /// <summary>What classes of a layer execute in one inference.</summary>
    public static CodeCost CostOf(ImmutableArray<KernelClass> kernels) =>
        kernels.Aggregate(CodeCost.None, (sum, kernel) => sum + kernel.Cost);

    /// <summary>Methods whose IL or slots are others; IL, flash and heap where they are others.</summary>
    public static IEnumerable<string> WrongBytes(PlannedNetwork planned, BuildResult build)
    {
        var real = build
            .Assemblies.SelectMany(assembly => AssemblyMetrics.Of(assembly.Image).Methods)
            .ToLookup(method => (method.Type.Split('.')[^1], method.Name));
        var methods = planned
            .Kernels.SelectMany(kernels => kernels)
            .SelectMany(kernel => kernel.Methods.Select(method => (Class: kernel.Name, method)));
        foreach (
            var (type, method) in planned.Preparation is { } preparation
                ? methods.Append((planned.Context.NetworkClass, preparation.Method))
                : methods
        )
        {
            var compiled = real[(type, method.Name)].Single();
            if ((method.Cost.IlBytes, method.Layout.Slots.Length) != (compiled.IlBytes, compiled.Locals))
            {
                yield return FormattableString.Invariant(
                    $"{type}.{method.Name}: {method.Cost.IlBytes} bytes, {method.Layout.Slots.Length} locals predicted, {compiled.IlBytes} and {compiled.Locals} compiled"
                );
            }
        }

        if (planned.Plan.IlBytes != build.IlBytes)
        {
            yield return $"{planned.Plan.IlBytes} bytes of IL predicted, {build.IlBytes} compiled";
        }

        if (Math.Abs(planned.Plan.FlashBytes - build.FlashBytes) > SlackOfFlash * build.Assemblies.Length)
        {
            yield return $"{planned.Plan.FlashBytes} bytes of flash predicted, {build.FlashBytes} taken by {build.Assemblies.Length} assemblies";
        }

        if (Math.Abs(planned.Plan.HeapBytes - build.Map.TotalBytes) > SlackOfHeap)
        {
            yield return $"{planned.Plan.HeapBytes} bytes of heap predicted, {build.Map.TotalBytes} taken";
        }
    }
}
