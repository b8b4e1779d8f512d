using Striate.Model.Graph;

namespace Striate.Zoo.Layers;

/// <summary>Residual additions with a ReLU.</summary>
internal static class Add
{
    // Bits of the larger multiplier, where they are not small whole numbers.
    private const int Bits = 11;

    // Deviations of a sum at the end of the range of its activations.
    private const double SumRange = 5.0;

    public static string Residual(this NetworkWriter network, string name, string main, string shortcut)
    {
        var (a, b) = (network[main].Map, network[shortcut].Map);
        var output = Steps.Of(network, a.Shape, isSigned: false);
        output = network.PowerOfTwo ? output : output with { Scale = SumRange / output.Type.Maximum };
        // With powers of two the ratios are 2 and 1, or 1 and 1: one bit behind the point is what s = 1 asks for.
        var shift = network.PowerOfTwo ? 1 : Bits;
        return network.Add(
            new Model.Graph.Layers.Add(
                name,
                [main, shortcut],
                output,
                (int)Math.Round(a.Scale / output.Scale * (1 << shift)),
                (int)Math.Round(b.Scale / output.Scale * (1 << shift)),
                shift,
                output.Type.Minimum,
                output.Type.Maximum
            )
        );
    }
}
