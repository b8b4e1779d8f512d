using Striate.Model.Graph;

namespace Striate.Zoo.Layers;

/// <summary>Fully connected layers, hidden ones with a ReLU.</summary>
internal static class FullyConnected
{
    public static string Connect(this NetworkWriter network, string name, string input, int neurons) =>
        network.Write(name, input, Steps.Of(network, new Shape(1, 1, neurons), isSigned: false));

    public static string Logits(this NetworkWriter network, string input, int classes) =>
        network.Write("logits", input, new FeatureMap(new Shape(1, 1, classes), IntegerType.Int32, 1.0 / 1024));

    private static string Write(this NetworkWriter network, string name, string input, FeatureMap output)
    {
        var (random, inputs, neurons) = (network.NumbersOf(name), network[input].Map.Shape.Length, output.Shape.Channels);
        var product = new Product(
            [.. Enumerable.Range(0, neurons).Select(_ => Enumerable.Range(0, inputs).Select(_ => random.Normal()).ToArray())],
            network.WeightBits
        );
        var bare = new Model.Graph.Layers.FullyConnected(
            name,
            [input],
            output with
            {
                Type = IntegerType.Int32,
            },
            network.WeightBits,
            product.Quantise(product.Steps()),
            [.. new int[neurons]],
            null
        );
        var sums = network.Try(bare);
        var normalised =
            output.Type == IntegerType.Int32 ? product.Logits(network, name, sums) : product.Normalise(network, name, sums, output);
        return network.Add(
            bare with
            {
                Output = output,
                Weights = normalised.Weights,
                Bias = normalised.Bias,
                Requantisation = normalised.Requantisation,
            }
        );
    }
}
