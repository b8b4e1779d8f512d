using Striate.Codegen.Emission;
using Striate.Codegen.Planning;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen;

/// <summary>The pipeline: network, memory plan, C# text. Compilation and checking follow in their folders.</summary>
public static class Generator
{
    /// <summary>The C# of a network, without compiling it.</summary>
    /// <param name="network">A valid network.</param>
    /// <param name="options">The user's choices.</param>
    /// <param name="packageSha256">For the stamp.</param>
    public static GeneratedCode Emit(Network network, GeneratorOptions options, string packageSha256)
    {
        var unscratched = MemoryPlanner.Plan(network, scratchInts: 0);
        var scratch = options.Strategy != Strategy.Table ? 0 : network.Layers.OfType<Convolution>()
            .Select(layer => ConvolutionEmission.TableAccumulators(unscratched.Buffers[layer.Inputs[0]], layer))
            .DefaultIfEmpty().Max();
        return NetworkEmission.Emit(network, unscratched with { ScratchInts = scratch }, options, packageSha256);
    }
}
