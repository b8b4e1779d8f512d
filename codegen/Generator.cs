using System.Collections.Immutable;
using Striate.Codegen.Compilation;
using Striate.Codegen.Lowering;
using Striate.Codegen.Memory;
using Striate.Codegen.Naming;
using Striate.Codegen.Planning;
using Striate.Codegen.Rendering;
using Striate.Codegen.Validation;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Platform.Checking;
using Striate.Platform.Deployment;

namespace Striate.Codegen;

/// <summary>The pipeline: network, memory plan, C# text, assemblies, diagnostics.</summary>
public static class Generator
{
    private const int MostBuilds = 3;

    /// <summary>The C# of a network in one assembly, without compiling it.</summary>
    /// <param name="network">A valid network.</param>
    /// <param name="options">The user's choices.</param>
    /// <param name="packageSha256">For the stamp.</param>
    /// <exception cref="ArgumentException">The namespace is none.</exception>
    /// <exception cref="UnsupportedNetworkException">A layer needs what the generator does not have.</exception>
    public static GeneratedCode Emit(Network network, GeneratorOptions options, string packageSha256)
    {
        CheckNamespace(options);
        SupportedFeatures.Require(network);
        return Emit(network, new Planner(network, options).Plan(options.Budgets), options, packageSha256);
    }

    private static GeneratedCode Emit(Network network, PlannedNetwork planned, GeneratorOptions options, string packageSha256) =>
        NetworkEmission.Emit(network, planned.Context, planned.Kernels, options, packageSha256)
            with { Plan = options.Strategy == Strategy.Planned ? planned.Plan : null };

    /// <summary>How a network will be computed and what that costs, without making any text.</summary>
    /// <param name="network">A valid network.</param>
    /// <param name="options">The user's choices.</param>
    /// <exception cref="UnsupportedNetworkException">A layer needs what the generator does not have.</exception>
    public static NetworkPlan Plan(Network network, GeneratorOptions options)
    {
        SupportedFeatures.Require(network);
        return new Planner(network, options).Plan(options.Budgets).Plan;
    }

    /// <summary>
    /// The C# of a network, split over as many assemblies as it needs, compiled, checked, and compared with the budgets. Where
    /// compiled code takes more or less than its plan said, the planner reckons with that and plans again.
    /// </summary>
    /// <exception cref="ArgumentException">The namespace is none.</exception>
    /// <exception cref="UnsupportedNetworkException">A layer needs what the generator does not have.</exception>
    /// <exception cref="InvalidOperationException">The generated code does not compile: a fault of the generator.</exception>
    public static BuildResult Build(Network network, GeneratorOptions options, string packageSha256)
    {
        CheckNamespace(options);
        SupportedFeatures.Require(network);
        var planner = new Planner(network, options);
        var (budgets, plan, best) = (options.Budgets, (NetworkPlan?)null, (BuildResult?)null);
        for (var round = 0; round < MostBuilds; round++)
        {
            var planned = planner.Plan(budgets);
            if (plan is not null && planned.Plan.IsAs(plan))
            {
                break;
            }

            plan = planned.Plan;
            var build = Build(Emit(network, planned, options, packageSha256));
            best = best is null ? build : BudgetCheck.Better(best, build, options.Budgets);
            if (plan.IsUnlimited && BudgetCheck.Keeps(build, options.Budgets))
            {
                break;
            }

            budgets = options.Budgets.LessBy(build.IlBytes - plan.IlBytes, build.Map.TotalBytes - plan.HeapBytes, build.CodeBytes - plan.CodeBytes);
        }

        return Budgeted(best!, network, options);
    }

    private static void CheckNamespace(GeneratorOptions options)
    {
        if (!GeneratorOptions.IsNamespace(options.Namespace))
        {
            throw new ArgumentException($"'{Identifiers.Comment(options.Namespace)}' is not a C# namespace");
        }
    }

    private static BuildResult Budgeted(BuildResult build, Network network, GeneratorOptions options) =>
        build with { Diagnostics = [.. build.Diagnostics, .. BudgetCheck.Of(build, network, options)] };

    internal static BuildResult Build(GeneratedCode whole)
    {
        var probe = AssemblyMetrics.Of(Compile(whole, whole.MainAssembly, []).Image);
        var code = AssemblySplit.Apply(whole, probe);
        var assemblies = ImmutableArray.CreateBuilder<CompiledAssembly>();
        foreach (var name in code.Files.Select(file => file.Assembly).Distinct())
        {
            if (name != code.TraceAssembly)
            {
                assemblies.Add(Compile(code, name, assemblies));
            }
        }

        var trace = Compile(code, code.TraceAssembly, assemblies);
        ImmutableArray<ImmutableArray<byte>> images = [.. assemblies.Select(assembly => assembly.Image)];
        return new BuildResult(
            code,
            assemblies.ToImmutable(),
            trace,
            images.Sum(image => AssemblyMetrics.Of(image).IlBytes),
            images.Sum(image => DeploymentSize.Of(image).Total),
            code.Map with
            {
                FrameBytes = FrameDepth.Of(images, $"{code.Namespace}.{code.NetworkClass}", "Run"),
                AssemblyBytes = images.Sum(LoadedSize.Of),
            },
            AssemblyChecker.Check([.. images, trace.Image]));
    }

    private static CompiledAssembly Compile(GeneratedCode code, string assembly, IReadOnlyList<CompiledAssembly> references) =>
        CSharpCompiler.Compile(
            assembly,
            [.. code.Files.Where(file => file.Assembly == assembly).Select(file => new SourceText(file.Name, file.Text))],
            references).Required();
}
