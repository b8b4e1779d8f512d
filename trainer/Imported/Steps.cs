using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Trainer.Imported;

/// <summary>What the integers of a layer's output tell about its real numbers.</summary>
internal static class Steps
{
    /// <summary>Real limits that a source network has: ReLU6, and what hard activations are made of.</summary>
    private const double Six = 6;

    /// <summary>Integers of the output for one of the accumulator.</summary>
    public static double Factor(Requantisation requantisation, int channel) =>
        Math.ScaleB(requantisation.Multipliers[channel], -requantisation.Shifts[channel]);

    /// <summary>Integers that a constant adds beyond rounding and zero point; 0 where they are rounding.</summary>
    public static double Beyond(Requantisation requantisation, int channel, int zeroPoint)
    {
        var shift = requantisation.Shifts[channel];
        var beyond = Math.ScaleB(requantisation.ConstantOf(channel) - Requantisation.Half(shift), -shift) - zeroPoint;
        return Math.Abs(beyond) < 1 ? 0 : beyond;
    }

    /// <summary>
    /// Whether a clamp is a ReLU, and its ceiling. Where the clamp is the end of the type, it is not a part of the function, but the range
    /// that integers were given: only a ceiling of 6 is told from that.
    /// </summary>
    /// <exception cref="StriateException">The lower end is neither 0 nor that of the type.</exception>
    public static (bool Relu, double? Ceiling) Clamp(string file, Layer layer, int minimum, int maximum)
    {
        var output = layer.Output;
        if (minimum != output.ZeroPoint && minimum > output.Type.Minimum)
        {
            throw RealLayers.Refusal(
                file,
                layer,
                FormattableString.Invariant($"its output ends at {(minimum - output.ZeroPoint) * output.Scale:G4}"),
                "train a network with ReLU or ReLU6 there in its framework"
            );
        }

        // What has no floor is no ReLU6, however far its range goes.
        var (isRelu, most) = (minimum == output.ZeroPoint, (maximum - output.ZeroPoint) * output.Scale);
        var isSix = isRelu && Math.Abs(most - Six) <= output.Scale;
        return (
            isRelu,
            isSix ? Six
            : maximum < output.Type.Maximum ? most
            : null
        );
    }
}
