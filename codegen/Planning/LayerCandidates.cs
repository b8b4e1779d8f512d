using System.Collections.Immutable;
using Striate.Codegen.Lowering;
using Striate.Codegen.Memory;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Planning;

/// <summary>What is known of a network before anything is planned.</summary>
/// <param name="Network">A valid network.</param>
/// <param name="Ranges">The range of every map.</param>
internal sealed record NetworkFacts(Network Network, ImmutableDictionary<string, ValueRange> Ranges)
{
    public static NetworkFacts Of(Network network) => new(network, AccumulatorBounds.Ranges(network));

    /// <summary>The map that a layer reads.</summary>
    public FeatureMap InputOf(Layer layer, int index = 0) => Network.MapOf(layer.Inputs[index]);

    /// <summary>The range of that map.</summary>
    public ValueRange RangeOf(Layer layer, int index = 0) => Ranges[layer.Inputs[index]];
}

/// <summary>
/// The ways to compute each layer kind. A way is a file in <c>codegen/Kernels</c> with <c>Candidates</c>, which says where
/// it applies, and the lowering to code trees, which also is its prediction.
/// </summary>
internal static class LayerCandidates
{
    /// <summary>At least one.</summary>
    public static ImmutableArray<Candidate> Of(NetworkFacts facts, Layer layer) => layer switch
    {
        Convolution convolution => [.. LiteralConvolution.Candidates(convolution), .. LaneConvolution.Candidates(facts, convolution)],
        FullyConnected fullyConnected => [.. LiteralFullyConnected.Candidates(fullyConnected), .. LaneFullyConnected.Candidates(facts, fullyConnected)],
        MaxPooling pooling => [Only(context => MaxPoolingEmission.Lower(context, pooling))],
        AveragePooling pooling => [Only(context => AveragePoolingEmission.Lower(context, pooling))],
        Add add => [.. AddEmission.Candidates(facts, add)],
        Concat concat => [Only(context => ConcatEmission.Lower(context, concat))],
        ScaleShift scaleShift => [Only(context => ScaleShiftEmission.Lower(context, scaleShift))],
        Flatten flatten => [Only(context => FlattenEmission.Lower(context, flatten))],
        _ => throw new ArgumentException($"layer '{layer.Name}': the generator has no layer kind {layer.GetType().Name}"),
    };

    private static Candidate Only(Func<EmissionContext, Syntax.KernelClass> lower) => new("value by value", Workspace.None, context => [lower(context)]);
}
