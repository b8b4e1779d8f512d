using System.Collections.Immutable;
using Striate.Codegen.Compilation;
using Striate.Codegen.Emission;
using Striate.Codegen.Loading;
using Striate.Codegen.Planning;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Platform.Checking;

namespace Striate.Codegen;

/// <summary>The pipeline: network, memory plan, C# text, assemblies, diagnostics.</summary>
public static class Generator
{
    private static readonly ImmutableSortedDictionary<string, Workspace> NoWorkspaces =
        ImmutableSortedDictionary.Create<string, Workspace>(StringComparer.Ordinal);

    /// <summary>The C# of a network in one assembly, without compiling it.</summary>
    /// <param name="network">A valid network.</param>
    /// <param name="options">The user's choices.</param>
    /// <param name="packageSha256">For the stamp.</param>
    /// <exception cref="ArgumentException">The namespace is none.</exception>
    public static GeneratedCode Emit(Network network, GeneratorOptions options, string packageSha256)
    {
        if (!Identifiers.IsNamespace(options.Namespace))
        {
            throw new ArgumentException($"'{Identifiers.Comment(options.Namespace)}' is not a C# namespace");
        }

        if (options.Strategy == Strategy.Planned)
        {
            var planned = Planner.Plan(network, options);
            return NetworkEmission.Emit(
                network, planned.Context, [.. planned.Kernels.Select(classes => classes.Select(part => part.Render()).ToImmutableArray())], options, packageSha256)
                with { Plan = planned.Plan };
        }

        var sweeps = options.Strategy == Strategy.Table ? SweepPlanner.Plan(network) : SweepPlanner.None;
        var memory = MemoryPlanner.Plan(network, NoWorkspaces, sweeps);
        var convolutions = network.Layers.OfType<Convolution>().ToList();
        var whole = memory with
        {
            ArenaBytes = memory.ArenaBytes + convolutions.Where(layer => sweeps.ContainsKey(layer.Name))
                .Select(layer => SweepConvolution.ZeroBytes(sweeps[layer.Name], memory.Buffers[layer.Inputs[0]])).DefaultIfEmpty().Max(),
            ZeroStart = memory.ArenaBytes,
            ScratchInts = options.Strategy != Strategy.Table ? 0 : convolutions
                .Select(layer => sweeps.TryGetValue(layer.Name, out var plan)
                    ? SweepConvolution.OffsetInts(layer, plan)
                    : ConvolutionEmission.TableAccumulators(memory.Buffers[layer.Inputs[0]], layer)).DefaultIfEmpty().Max(),
            RingLongs = convolutions.Select(layer => sweeps.TryGetValue(layer.Name, out var sweep) ? SweepConvolution.Words(layer, sweep) : 0)
                .DefaultIfEmpty().Max(),
        };
        var context = new EmissionContext(network, whole, NoWorkspaces, sweeps, options, Planner.ClassOf(network));
        return NetworkEmission.Emit(
            network, context, [.. network.Layers.Select(layer => LayerEmitter.Emit(context, layer))], options, packageSha256);
    }

    /// <summary>How strategy planned computes a network and what that costs, without making any text.</summary>
    /// <param name="network">A valid network.</param>
    /// <param name="options">The user's choices.</param>
    public static NetworkPlan Plan(Network network, GeneratorOptions options) => Planner.Plan(network, options).Plan;

    /// <summary>The C# of a network, split over as many assemblies as it needs, compiled and checked.</summary>
    /// <exception cref="InvalidOperationException">The generated code does not compile: a fault of the generator.</exception>
    public static BuildResult Build(Network network, GeneratorOptions options, string packageSha256)
    {
        var whole = Emit(network, options, packageSha256);
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
        return new BuildResult(
            code,
            assemblies.ToImmutable(),
            trace,
            assemblies.Sum(assembly => AssemblyMetrics.Of(assembly.Image).IlBytes),
            AssemblyChecker.Check([.. assemblies.Append(trace).Select(assembly => assembly.Image)]));
    }

    private static CompiledAssembly Compile(GeneratedCode code, string assembly, IReadOnlyList<CompiledAssembly> references) =>
        CSharpCompiler.Compile(
            assembly,
            [.. code.Files.Where(file => file.Assembly == assembly).Select(file => new SourceText(file.Name, file.Text))],
            references).Required();
}
