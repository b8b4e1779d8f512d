using System.Collections.Immutable;
using Striate.Model.Graph;

namespace Striate.Trainer.Quantisation;

/// <summary>The integer steps of one layer: what quantisation-aware training simulates and what is exported.</summary>
/// <param name="Output">Shape, type and scale of the layer's output.</param>
public abstract record QuantisationParameters(FeatureMap Output);

/// <summary>Max pooling, flatten and concat: integers pass as they are.</summary>
public sealed record PassThroughParameters(FeatureMap Output) : QuantisationParameters(Output);

/// <summary>Convolution and fully connected layers.</summary>
/// <param name="InputScale">Scale of the input.</param>
/// <param name="WeightBits">2..8.</param>
/// <param name="WeightScales">Per output channel; all equal in the last layer, whose sums are the logits.</param>
/// <param name="Requantisation">Null in the last layer.</param>
public sealed record ProductParameters(
    FeatureMap Output,
    double InputScale,
    int WeightBits,
    ImmutableArray<double> WeightScales,
    Requantisation? Requantisation
) : QuantisationParameters(Output)
{
    /// <summary>Largest weight; the smallest is its negative.</summary>
    public int WeightMaximum => (1 << (WeightBits - 1)) - 1;
}

/// <summary>Average pooling.</summary>
/// <param name="Requantisation">The count is folded in; null in the last layer.</param>
public sealed record AveragePoolingParameters(FeatureMap Output, Window Window, Requantisation? Requantisation)
    : QuantisationParameters(Output);

/// <summary>Residual addition.</summary>
public sealed record AddParameters(FeatureMap Output, int MultiplierA, int MultiplierB, int Shift, int Minimum, int Maximum)
    : QuantisationParameters(Output);

/// <summary>An affine map per channel.</summary>
/// <param name="InputScale">Scale of the input.</param>
/// <param name="Shifts">s per channel.</param>
public sealed record ScaleShiftParameters(FeatureMap Output, double InputScale, ImmutableArray<int> Shifts, int Minimum, int Maximum)
    : QuantisationParameters(Output);
