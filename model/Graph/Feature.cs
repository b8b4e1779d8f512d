using System.Collections.Immutable;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph;

/// <summary>What a layer uses of the arithmetic beyond specification 1, which is what Striate trains.</summary>
public enum Feature
{
    /// <summary>A map's zero point is not 0.</summary>
    ZeroPoint,

    /// <summary>A requantisation or an addition has a constant of its own.</summary>
    Constants,

    /// <summary>A requantisation has another constant for small accumulators.</summary>
    Split,

    /// <summary>A weight of -128.</summary>
    SmallestWeight,

    /// <summary>A kernel whose cells lie apart.</summary>
    Dilation,

    /// <summary>An average that does not count padding.</summary>
    PartialWindows,

    /// <summary>An addition with a negative multiplier.</summary>
    Subtraction,

    /// <summary>An addition of terms out of tables.</summary>
    TermTables,

    /// <summary>A product of two maps.</summary>
    Multiply,

    /// <summary>A map that is part of the network.</summary>
    ConstantMap,

    /// <summary>A function of one integer as a table.</summary>
    LookUp,

    /// <summary>An offset of a scale-shift beyond int32.</summary>
    WideOffset,

    /// <summary>A closing softmax.</summary>
    Softmax,

    /// <summary>A max pooling with a clamp.</summary>
    PoolingClamp,

    /// <summary>Another shape than 1 x 1 x length for the same integers.</summary>
    Reshape,

    /// <summary>A last layer that writes no int32 logits.</summary>
    NarrowOutput,

    /// <summary>An output that is not classes.</summary>
    NoClasses,
}

/// <summary>Finds features.</summary>
public static class Features
{
    /// <summary>The features of a valid network, each with the first layer that uses it; null for the input's.</summary>
    public static ImmutableSortedDictionary<Feature, Layer?> Of(Network network)
    {
        var found = ImmutableSortedDictionary.CreateBuilder<Feature, Layer?>();
        if (network.Input.ZeroPoint != 0)
        {
            found.Add(Feature.ZeroPoint, null);
        }

        foreach (var (layer, feature) in network.Layers.SelectMany(layer => Of(layer).Select(feature => (layer, feature))))
        {
            found.TryAdd(feature, layer);
        }

        if (network.Logits.Type != IntegerType.Int32)
        {
            found.Add(Feature.NarrowOutput, network.Layers[^1]);
        }

        if (!network.HasClasses)
        {
            found.Add(Feature.NoClasses, network.Layers[^1]);
        }

        return found.ToImmutable();
    }

    /// <summary>The specification of the arithmetic that a valid network needs: 1 where it has no feature, 2 otherwise.</summary>
    public static int SpecificationOf(Network network) => Of(network).IsEmpty ? 1 : 2;

    /// <summary>The features of one layer.</summary>
    public static IEnumerable<Feature> Of(Layer layer)
    {
        IEnumerable<Feature> own = layer.Match<IEnumerable<Feature>>(
            convolution => Of(convolution.Bank).Concat(Of(convolution.Requantisation)),
            fullyConnected => Of(fullyConnected.Weights).Concat(Of(fullyConnected.Requantisation)),
            maxPooling => When(maxPooling.Minimum is not null || maxPooling.Maximum is not null, Feature.PoolingClamp),
            averagePooling => Of(averagePooling),
            add => Of(add),
            multiply => Of(multiply.Requantisation).Prepend(Feature.Multiply),
            concat => [],
            scaleShift => When(scaleShift.Offsets.Any(offset => offset != (int)offset), Feature.WideOffset),
            flatten => When(flatten.Output.Shape is not { Height: 1, Width: 1 }, Feature.Reshape),
            constant => [Feature.ConstantMap],
            lookUp => [Feature.LookUp],
            softmax => [Feature.Softmax],
            history => []
        );
        return When(layer.Output.ZeroPoint != 0, Feature.ZeroPoint).Concat(own);
    }

    private static IEnumerable<Feature> Of(KernelBank bank) =>
        Of(bank.Weights).Concat(When(bank.Catalog.DilationY > 1 || bank.Catalog.DilationX > 1, Feature.Dilation));

    private static IEnumerable<Feature> Of(ImmutableArray<sbyte> weights) => When(weights.Contains(sbyte.MinValue), Feature.SmallestWeight);

    private static IEnumerable<Feature> Of(Requantisation? requantisation) =>
        requantisation is null
            ? []
            : When(requantisation.Constants is not null, Feature.Constants).Concat(When(requantisation.Split is not null, Feature.Split));

    private static IEnumerable<Feature> Of(AveragePooling layer) =>
        Of(layer.Requantisation)
            .Concat(When(layer.Partial is not null, Feature.PartialWindows))
            .Concat((layer.Partial ?? []).SelectMany(partial => Of(partial.Requantisation)));

    private static IEnumerable<Feature> Of(Add layer) =>
        When(layer.Constant is not null, Feature.Constants)
            .Concat(When(layer.MultiplierA < 0 || layer.MultiplierB < 0, Feature.Subtraction))
            .Concat(When(layer.Tables is not null, Feature.TermTables));

    private static IEnumerable<Feature> When(bool isUsed, Feature feature) => isUsed ? [feature] : [];
}
