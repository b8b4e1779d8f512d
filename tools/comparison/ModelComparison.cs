using System.Collections.Immutable;
using System.Security.Cryptography;
using Striate.Import;
using Striate.Model.Graph;
using Striate.Model.Reference;

namespace Striate.Comparison;

/// <summary>How near a package is to the ONNX model that it was imported from.</summary>
/// <param name="Layers">Each layer whose output is a tensor of the model, in order.</param>
/// <param name="Samples">Inputs that were compared.</param>
/// <param name="Agreeing">Inputs whose largest output is the same one.</param>
/// <param name="Worst">Number of the input, from 0, whose outputs differ most for their size.</param>
/// <param name="WorstDecibels">SQNR of its outputs; null: they do not differ.</param>
public sealed record ModelComparison(ImmutableArray<LayerSqnr> Layers, int Samples, int Agreeing, int Worst, double? WorstDecibels)
{
    /// <summary>Runs the model in ONNX Runtime and the package on the integer reference.</summary>
    /// <param name="file">The model.</param>
    /// <param name="result">What import made of it.</param>
    /// <param name="samples">Inputs in the model's own order, [N, ...].</param>
    /// <param name="name">What errors call the samples.</param>
    /// <param name="progress">Gets the samples that are done.</param>
    /// <param name="cancellation">Stops between samples.</param>
    /// <exception cref="StriateException">
    /// The model is none of ONNX, ONNX Runtime does not run it, the package was not imported from it, or the samples are none that it
    /// reads.
    /// </exception>
    public static ModelComparison Of(
        byte[] file,
        ImportResult result,
        CalibrationSamples samples,
        string name = "samples",
        IProgress<int>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var network = result.Required().Network;
        RequireSource(result, file);
        var tensors = result.LayerTensors;
        using var session = new SourceSession(file, FolderOf(result), tensors.Values);
        RequireFit(name, samples, session.Sides, network.Input.Shape);
        int[] sides = [.. session.Sides.Count == samples.Shape.Length ? [1] : Array.Empty<int>(), .. samples.Shape[1..]];
        var sums = network.Layers.Select(layer => new Sums(layer.Name, tensors.GetValueOrDefault(layer.Name))).ToArray();
        var (length, own, agreeing) = (network.Input.Shape.Length, new Sums[samples.Shape[0]], 0);
        for (var sample = 0; sample < own.Length; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            var values = samples.Values.AsSpan(sample * length, length).ToArray();
            var (real, integers) = (session.Run(values, sides), ReferenceExecutor.Run(network, Integers(values, session, result)).Outputs);
            for (var layer = 0; layer < sums.Length; layer++)
            {
                if (sums[layer].Tensor is { } tensor && real.GetValueOrDefault(tensor) is { } right)
                {
                    sums[layer] = sums[layer].With(right, integers[layer], network.Layers[layer].Output);
                }
            }

            // Behind a softmax that was left out there is another output; exported packages leave none out.
            var last = sums[^1].Tensor ?? (network.HasClasses && !tensors.IsEmpty ? null : session.Output);
            var outputs = last is null ? null : real.GetValueOrDefault(last);
            own[sample] = outputs is null ? default : new Sums("", last).With(outputs, integers[^1], network.Logits);
            if (own[sample].Count == 0)
            {
                throw NoOutputs(network.Layers[^1].Name);
            }

            agreeing += Largest(outputs!.Numbers) == Largest(InOrder(integers[^1], network.Logits)) ? 1 : 0;
            progress?.Report(sample + 1);
        }

        // Without a difference there is no such ratio: it is above all others.
        var ratios = own.Select(one => one.Decibels ?? double.PositiveInfinity).ToArray();
        var worst = Array.IndexOf(ratios, ratios.Min());
        return new ModelComparison(
            [.. sums.Where(one => one.Count > 0).Select(one => new LayerSqnr(one.Layer, one.Tensor!, one.Decibels))],
            own.Length,
            agreeing,
            worst,
            own[worst].Decibels
        );
    }

    private static void RequireSource(ImportResult result, byte[] file)
    {
        if (result.Source is not { Framework: "onnx" } source)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{result.File}: ONNX Runtime runs ONNX models alone; leave out --compare, or convert the source network to ONNX"
            );
        }

        if (source.Sha256 != Convert.ToHexStringLower(SHA256.HashData(file)))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                "the package was not imported from this model; name the ONNX file that 'striate import' read"
            );
        }
    }

    // Where files with weights stand.
    private static string? FolderOf(ImportResult result) => result.File is { } file ? Path.GetDirectoryName(Path.GetFullPath(file)) : null;

    // The first of several sides is the batch; those that are not fixed may be any.
    private static void RequireFit(string name, CalibrationSamples samples, IReadOnlyList<int> read, Shape input)
    {
        int[] wanted = [.. read.Count > 1 ? read.Skip(1) : read];
        if (
            samples.Shape.Length != wanted.Length + 1
            || samples.Shape[0] < 1
            || samples.Values.Length != (long)samples.Shape[0] * input.Length
            || samples.Shape.Skip(1).Zip(wanted).Any(pair => pair.Second > 0 && pair.First != pair.Second)
        )
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{name}: it is [{string.Join(", ", samples.Shape)}]; the model reads [{string.Join(", ", wanted)}] each; give an array [N, {string.Join(", ", wanted)}]"
            );
        }

        for (var index = 0; index < samples.Values.Length; index++)
        {
            if (!float.IsFinite(samples.Values[index]))
            {
                throw new StriateException(
                    ErrorKind.BadFile,
                    $"{name}: value {index} is infinite or not a number; give samples of finite numbers"
                );
            }
        }
    }

    private static StriateException NoOutputs(string layer) =>
        new(ErrorKind.BadFile, $"no tensor of the model has the outputs of layer '{layer}'; leave out --compare");

    private static byte[] Integers(float[] values, SourceSession session, ImportResult result)
    {
        var (bytes, input, places) = (new byte[values.Length], result.Package!.Network.Input, result.InputPlaces);
        for (var index = 0; index < values.Length; index++)
        {
            var integer = result.ReadsIntegers
                ? values[index] - (input.Type.Signed ? session.InputOffset : 0)
                : Math.Round(values[index] / input.Scale, MidpointRounding.ToEven) + input.ZeroPoint;
            bytes[places.IsEmpty ? Place(index, input.Shape) : places[index]] = (byte)
                (int)Math.Clamp(integer, input.Type.Minimum, input.Type.Maximum);
        }

        return bytes;
    }

    // Channels first there, channels last here.
    private static int Place(int place, Shape shape) =>
        (place % (shape.Height * shape.Width) * shape.Channels) + (place / (shape.Height * shape.Width));

    private static double[] InOrder(ReadOnlySpan<int> integers, FeatureMap map)
    {
        var values = new double[integers.Length];
        for (var place = 0; place < values.Length; place++)
        {
            values[place] = integers[Place(place, map.Shape)];
        }

        return values;
    }

    private static int Largest(double[] values) => Array.IndexOf(values, values.Max());

    /// <summary>Squares of what a model computes, and of what a package computes otherwise.</summary>
    private readonly record struct Sums(string Layer, string? Tensor, double Power = 0, double Noise = 0, int Count = 0)
    {
        private const double Least = 1e-300;

        public double? Decibels => Noise == 0 ? null : 10 * Math.Log10(Math.Max(Power, Least) / Noise);

        public Sums With(SourceValues right, ReadOnlySpan<int> integers, FeatureMap map)
        {
            if (right.Numbers.Length != integers.Length)
            {
                return this;
            }

            var (power, noise) = (Power, Noise);
            for (var place = 0; place < integers.Length; place++)
            {
                var told = ((long)integers[Place(place, map.Shape)] - map.ZeroPoint) * map.Scale;
                var number = right.Numbers[place];
                number = right.Offset is { } offset ? (number - (map.Type.Signed ? offset : 0) - map.ZeroPoint) * map.Scale : number;
                power += number * number;
                noise += (told - number) * (told - number);
            }

            return this with
            {
                Power = power,
                Noise = noise,
                Count = Count + 1,
            };
        }
    }
}

/// <summary>How near a layer is.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Tensor">The model's tensor that it is compared with.</param>
/// <param name="Decibels">Ratio of the squares of what the model computes and of the differences; null: there are none.</param>
public sealed record LayerSqnr(string Layer, string Tensor, double? Decibels);
