using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Operators;

/// <summary>Activations that are fused into an operator: limits of its output.</summary>
internal static class Activation
{
    private const int None = 0;
    private const int Relu = 1;
    private const int ReluN1To1 = 2;
    private const int Relu6 = 3;

    /// <summary>The limits within int8.</summary>
    /// <param name="node">For errors.</param>
    /// <param name="activation">As the file has it.</param>
    /// <param name="output">Whose scale and zero point say where 0, 1, 6 lie.</param>
    public static ValueRange LimitsOf(SourceNode node, int activation, FeatureMap output) =>
        activation switch
        {
            None => new(sbyte.MinValue, sbyte.MaxValue),
            Relu => new(AtLeast(0, output), sbyte.MaxValue),
            ReluN1To1 => new(AtLeast(-1, output), AtMost(1, output)),
            Relu6 => new(AtLeast(0, output), AtMost(6, output)),
            _ => throw Problems.UnsupportedOption(node, $"fused activation {activation}; none, ReLU, ReLU6 and ReLU -1..1 are supported"),
        };

    private static int AtLeast(float limit, FeatureMap map) => (int)Math.Max(sbyte.MinValue, Quantised(limit, map));

    private static int AtMost(float limit, FeatureMap map) => (int)Math.Min(sbyte.MaxValue, Quantised(limit, map));

    // In float32, as the source does it.
    private static float Quantised(float limit, FeatureMap map) =>
        map.ZeroPoint + MathF.Round(limit / (float)map.Scale, MidpointRounding.AwayFromZero);
}
