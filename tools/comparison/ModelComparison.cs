using System.Collections.Immutable;
using Striate.Import;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Model.Reference;

namespace Striate.Comparison;

/// <summary>How near a package is to the ONNX model that it was imported from.</summary>
/// <param name="Layers">Each layer whose output is a tensor of real numbers in the model, in order.</param>
/// <param name="Samples">Inputs that were compared.</param>
/// <param name="Agreeing">Inputs whose largest output is the same one.</param>
/// <param name="Worst">Number of the input whose outputs differ most for their size.</param>
/// <param name="WorstDecibels">SQNR of its outputs.</param>
public sealed record ModelComparison(ImmutableArray<LayerSqnr> Layers, int Samples, int Agreeing, int Worst, double WorstDecibels)
{
    /// <summary>Runs the model in ONNX Runtime and the package on the integer reference.</summary>
    /// <param name="file">The model.</param>
    /// <param name="package">What import made of it.</param>
    /// <param name="samples">Inputs in the model's own order, [N, ...].</param>
    /// <param name="progress">Gets the samples that are done.</param>
    /// <exception cref="StriateException">The package was not imported, or the samples or the model are others.</exception>
    public static ModelComparison Of(byte[] file, ModelPackage package, CalibrationSamples samples, IProgress<int>? progress = null)
    {
        var (network, source) = (package.Network, SourceModelPart.Of(package, "the package"));
        var length = network.Input.Shape.Length;
        if (
            source is null
            || source.Framework != "onnx"
            || source.Sha256 != Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file))
        )
        {
            throw new StriateException(
                ErrorKind.BadFile,
                "the package was not imported from this model; name the ONNX file that 'striate import' read"
            );
        }

        if (samples.Shape.Length < 2 || samples.Shape[0] < 1 || samples.Values.Length != (long)samples.Shape[0] * length)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"the samples are [{string.Join(", ", samples.Shape)}]; the model reads {length} values each"
            );
        }

        var tensors = TensorsOf(network, source);
        using var session = new SourceSession(file, tensors.Values);
        var (power, noise, own) = (new double[network.Layers.Length], new double[network.Layers.Length], new double[samples.Shape[0]]);
        var agreeing = 0;
        for (var sample = 0; sample < samples.Shape[0]; sample++)
        {
            var values = samples.Values.AsSpan(sample * length, length).ToArray();
            var (real, result) = (
                session.Run(values, [1, .. samples.Shape[1..]]),
                ReferenceExecutor.Run(network, Integers(values, samples.Shape, network.Input))
            );
            for (var layer = 0; layer < network.Layers.Length; layer++)
            {
                if (
                    tensors.TryGetValue(network.Layers[layer].Name, out var name)
                    && real.TryGetValue(name, out var right)
                    && right.Length == result.Outputs[layer].Length
                )
                {
                    var (sum, error) = Compare(right, result.Outputs[layer], network.Layers[layer].Output);
                    power[layer] += sum;
                    noise[layer] += error;
                    own[sample] = Decibels(sum, error);
                    agreeing += layer == network.Layers.Length - 1 && Array.IndexOf(right, right.Max()) == result.Class ? 1 : 0;
                }
            }

            progress?.Report(sample + 1);
        }

        var worst = Array.IndexOf(own, own.Min());
        return new ModelComparison(
            [
                .. network
                    .Layers.Select(
                        (layer, index) =>
                            new LayerSqnr(layer.Name, tensors.GetValueOrDefault(layer.Name) ?? "", Decibels(power[index], noise[index]))
                    )
                    .Where((_, index) => power[index] > 0),
            ],
            samples.Shape[0],
            agreeing,
            worst,
            own[worst]
        );
    }

    /// <summary>The model's tensor that equals each layer's output: that of the last operator which is part of the layer.</summary>
    private static Dictionary<string, string> TensorsOf(Network network, SourceModelPart source) =>
        source
            .Operators.Where(one => one.Layer is not null && one.Index >= 0 && network.Layers.Any(layer => layer.Name == one.Layer))
            .GroupBy(one => one.Layer!)
            .ToDictionary(operators => operators.Key, operators => operators.MaxBy(one => one.Index)!.Tensor);

    private static byte[] Integers(float[] values, ImmutableArray<int> sides, FeatureMap input)
    {
        var bytes = new byte[values.Length];
        for (var place = 0; place < values.Length; place++)
        {
            bytes[Place(place, input.Shape)] = (byte)
                (int)
                    Math.Clamp(
                        Math.Round(values[place] / input.Scale, MidpointRounding.ToEven) + input.ZeroPoint,
                        input.Type.Minimum,
                        input.Type.Maximum
                    );
        }

        return bytes;
    }

    private static (double Power, double Noise) Compare(float[] right, int[] integers, FeatureMap map)
    {
        var (power, noise) = (0.0, 0.0);
        for (var place = 0; place < right.Length; place++)
        {
            var told = ((long)integers[Place(place, map.Shape)] - map.ZeroPoint) * map.Scale;
            power += (double)right[place] * right[place];
            noise += (told - right[place]) * (told - right[place]);
        }

        return (power, noise);
    }

    // Channels first there, channels last here.
    private static int Place(int place, Shape shape) =>
        (place % (shape.Height * shape.Width) * shape.Channels) + (place / (shape.Height * shape.Width));

    private static double Decibels(double power, double noise) => 10 * Math.Log10(power / Math.Max(noise, double.Epsilon));
}

/// <summary>How near a layer is.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Tensor">The model's tensor that it is compared with.</param>
/// <param name="Decibels">Ratio of the squares of what the model computes and of the differences.</param>
public sealed record LayerSqnr(string Layer, string Tensor, double Decibels);
