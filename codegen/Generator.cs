using System.Collections.Immutable;
using Striate.Codegen.Compilation;
using Striate.Codegen.Memory;
using Striate.Codegen.Naming;
using Striate.Codegen.Planning;
using Striate.Codegen.Rendering;
using Striate.Model.Graph;
using Striate.Model.Packaging;
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
    /// <param name="contract">How readings become the network's input; null: the code reads inputs alone.</param>
    /// <exception cref="StriateException">The namespace is none.</exception>
    public static GeneratedCode Emit(Network network, GeneratorOptions options, string packageSha256, InputContract? contract = null)
    {
        CheckNamespace(options);
        return Emit(network, new Planner(network, options, contract).Plan(options.Budgets), options, packageSha256);
    }

    private static GeneratedCode Emit(Network network, PlannedNetwork planned, GeneratorOptions options, string packageSha256) =>
        NetworkEmission.Emit(
            planned.Form?.Block ?? network,
            planned.Context,
            planned.Kernels,
            options,
            packageSha256,
            planned.Preparation,
            planned.Form
        ) with
        {
            Plan = options.Strategy == Strategy.Planned ? planned.Plan : null,
        };

    /// <summary>How a network will be computed and what that costs, without making any text.</summary>
    /// <param name="network">A valid network.</param>
    /// <param name="options">The user's choices.</param>
    /// <param name="contract">How readings become the network's input; null: the code reads inputs alone.</param>
    public static NetworkPlan Plan(Network network, GeneratorOptions options, InputContract? contract = null) =>
        new Planner(network, options, contract).Plan(options.Budgets).Plan;

    /// <summary>The same for several budgets: what each layer's ways cost is found out once.</summary>
    /// <param name="network">A valid network.</param>
    /// <param name="options">The user's choices; their own budgets do not count.</param>
    /// <param name="contract">How readings become the network's input; null: the code reads inputs alone.</param>
    /// <param name="budgets">What each plan must keep.</param>
    /// <param name="cancellation">Stops between two ways, and between two plans.</param>
    public static ImmutableArray<NetworkPlan> Plans(
        Network network,
        GeneratorOptions options,
        InputContract? contract,
        IReadOnlyList<Budgets> budgets,
        CancellationToken cancellation = default
    )
    {
        var planner = new Planner(network, options, contract, cancellation: cancellation);
        return
        [
            .. budgets.Select(own =>
            {
                cancellation.ThrowIfCancellationRequested();
                return planner.Plan(own).Plan;
            }),
        ];
    }

    /// <summary>
    /// The C# of a network, split over as many assemblies as it needs, compiled, checked, and compared with the budgets. Where
    /// compiled code takes more or less than its plan said, the planner reckons with that and plans again.
    /// </summary>
    /// <param name="network">A valid network.</param>
    /// <param name="options">The user's choices.</param>
    /// <param name="packageSha256">For the stamp.</param>
    /// <param name="progress">Gets the share of each stage that is done; from several threads.</param>
    /// <param name="contract">How readings become the network's input; null: the code reads inputs alone.</param>
    /// <param name="cancellation">Stops between two ways that are compared, and between two assemblies.</param>
    /// <exception cref="StriateException">The namespace is none, or the generated code does not compile: then the generator is
    /// wrong.</exception>
    public static BuildResult Build(
        Network network,
        GeneratorOptions options,
        string packageSha256,
        IProgress<StageProgress>? progress = null,
        InputContract? contract = null,
        CancellationToken cancellation = default
    )
    {
        var compiler = new PartCompiler();
        void Compiled(double done) => progress?.Report(new StageProgress(BuildStages.Compiling, done));
        CheckNamespace(options);
        var planner = new Planner(
            network,
            options,
            contract,
            done => progress?.Report(new StageProgress(BuildStages.Planning, done)),
            cancellation
        );
        var (budgets, plan, best) = (options.Budgets, (NetworkPlan?)null, (BuildResult?)null);
        for (var round = 0; round < MostBuilds; round++)
        {
            var planned = planner.Plan(budgets);
            if (plan is not null && planned.Plan.IsAs(plan))
            {
                break;
            }

            plan = planned.Plan;
            var build = Build(Emit(network, planned, options, packageSha256), compiler, Compiled, cancellation);
            best = best is null ? build : BudgetCheck.Better(best, build, options.Budgets);
            if (plan.IsUnlimited && BudgetCheck.Keeps(build, options.Budgets))
            {
                break;
            }

            budgets = options.Budgets.LessBy(
                build.IlBytes - plan.IlBytes,
                build.Map.TotalBytes - plan.HeapBytes,
                build.FlashBytes - plan.FlashBytes
            );
        }

        return Budgeted(best!, network, options);
    }

    private static void CheckNamespace(GeneratorOptions options)
    {
        if (!GeneratorOptions.IsNamespace(options.Namespace))
        {
            throw new StriateException(ErrorKind.Usage, $"'{Identifiers.Comment(options.Namespace)}' is not a C# namespace");
        }

        if (options.ClassName is { } name && !GeneratorOptions.IsClassName(name))
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"'{Identifiers.Comment(name)}' cannot be the name of a network's class: {GeneratorOptions.ClassNameRule}"
            );
        }
    }

    private static BuildResult Budgeted(BuildResult build, Network network, GeneratorOptions options) =>
        build with
        {
            Diagnostics = [.. build.Diagnostics, .. BudgetCheck.Of(build, network, options)],
        };

    internal static BuildResult Build(GeneratedCode whole) => Build(whole, new PartCompiler(), progress: null, CancellationToken.None);

    private static BuildResult Build(GeneratedCode whole, PartCompiler compiler, Action<double>? progress, CancellationToken cancellation)
    {
        var compiled = compiler.Compile(whole, progress, cancellation);
        ImmutableArray<ImmutableArray<byte>> images = [.. compiled.Assemblies.Select(assembly => assembly.Image)];
        ImmutableArray<PortableAssembly> portable = [.. images.Select(image => PortableAssembly.Write(image))];
        return new BuildResult(
            compiled.Code,
            compiled.Assemblies,
            compiled.Trace,
            compiled.IlBytes,
            portable.Sum(assembly => assembly.Bytes.Length),
            compiled.Code.Map with
            {
                FrameBytes = FrameDepth.Of(images, $"{whole.Namespace}.{whole.NetworkClass}", "Run"),
                AssemblyBytes = portable.Sum(assembly => LoadedSize.OfPortable(assembly.Bytes.AsSpan())),
            },
            [
                .. AssemblyChecker
                    .Check([.. images, compiled.Trace.Image])
                    .Concat(portable.Append(PortableAssembly.Write(compiled.Trace.Image)).SelectMany(assembly => assembly.Diagnostics))
                    .Distinct(),
            ]
        );
    }
}
