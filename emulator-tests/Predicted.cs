using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Codegen.Planning;
using Striate.Codegen.Rendering;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Platform.Checking;
using Striate.Verification;

namespace Striate.EmulatorTests;

/// <summary>What is predicted of generated code beside what it takes.</summary>
internal static class Predicted
{
    // Signatures that stand in the data of a table by chance are not written again.
    private const int SlackOfSignatures = 12;
    private const double FlashTolerance = 0.001;

    // Means of counts over inputs are rounded.
    private const double Rounding = 1e-6;

    private static readonly string s_sha = new('0', 64);

    /// <summary>The code of a plan, compiled as it stands.</summary>
    public static (PlannedNetwork Planned, BuildResult Build) Of(Network network, GeneratorOptions options)
    {
        var planned = new Planner(network, options, cancellation: TestContext.Current.CancellationToken).Plan(options.Budgets);
        return (planned, Generator.Build(NetworkEmission.Emit(network, planned.Context, planned.Kernels, options, s_sha)));
    }

    /// <summary>
    /// Layers whose instructions are none that the prediction allows: where data decide nothing that is one number, elsewhere least and most.
    /// </summary>
    public static IEnumerable<string> WrongCounts(PlannedNetwork planned, VerificationReport report) =>
        WrongCounts([.. planned.Plan.Layers.Zip(planned.Kernels, (layer, kernels) => ($"{layer.Layer}, {layer.Chosen.Name}", CostOf(kernels)))], report)
            .Concat(report.Layers[^1].Mean == planned.Plan.NetworkClass.Instructions ? []
                : [FormattableString.Invariant($"network class: {planned.Plan.NetworkClass.Instructions} predicted, {report.Layers[^1].Mean} counted")]);

    /// <summary>The same for classes that no plan chose.</summary>
    public static IEnumerable<string> WrongCounts(ImmutableArray<(string Name, CodeCost Cost)> layers, VerificationReport report) =>
        from index in Enumerable.Range(0, layers.Length)
        let cost = layers[index].Cost
        let counted = report.Layers[index].Mean
        where counted < cost.Least - Rounding || counted > cost.Most + Rounding
        select FormattableString.Invariant($"{layers[index].Name}: {cost.Instructions} in {cost.Least}..{cost.Most} predicted, {counted} counted");

    /// <summary>What classes of a layer execute in one inference.</summary>
    public static CodeCost CostOf(ImmutableArray<KernelClass> kernels) => kernels.Aggregate(CodeCost.None, (sum, kernel) => sum + kernel.Cost);

    /// <summary>Methods whose IL or slots are others, and flash where it is another.</summary>
    public static IEnumerable<string> WrongBytes(PlannedNetwork planned, BuildResult build)
    {
        var real = build.Assemblies.SelectMany(assembly => AssemblyMetrics.Of(assembly.Image).Methods).ToLookup(method => (method.Type.Split('.')[^1], method.Name));
        foreach (var (kernel, method) in planned.Kernels.SelectMany(kernels => kernels).SelectMany(kernel => kernel.Methods.Select(method => (kernel, method))))
        {
            var compiled = real[(kernel.Name, method.Name)].Single();
            if ((method.Cost.IlBytes, method.Layout.Slots.Length) != (compiled.IlBytes, compiled.Locals))
            {
                yield return FormattableString.Invariant(
                    $"{kernel.Name}.{method.Name}: {method.Cost.IlBytes} bytes, {method.Layout.Slots.Length} locals predicted, {compiled.IlBytes} and {compiled.Locals} compiled");
            }
        }

        if (planned.Plan.IlBytes != build.IlBytes)
        {
            yield return $"{planned.Plan.IlBytes} bytes of IL predicted, {build.IlBytes} compiled";
        }

        if (Math.Abs(planned.Plan.CodeBytes - build.CodeBytes) > Math.Max(SlackOfSignatures, FlashTolerance * build.CodeBytes))
        {
            yield return $"{planned.Plan.CodeBytes} bytes of flash predicted, {build.CodeBytes} taken";
        }
    }
}
