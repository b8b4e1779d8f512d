using System.Collections.Immutable;
using Striate.Import.Onnx.Evaluation;
using Striate.Import.Onnx.Lowering;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Calibration;

/// <summary>Models in real numbers: quantised by samples, they go the way of those that others quantised.</summary>
internal static class FloatModel
{
    private const int MostSamples = 4096;

    /// <summary>Whether no operator of a model makes bytes; its weights may be some.</summary>
    public static bool IsFloat(OnnxModel model) =>
        !model.Nodes.Any(node =>
            node.Kind.Contains("Quantize", StringComparison.Ordinal)
            || node.Kind.Contains("QLinear", StringComparison.Ordinal)
            || node.Kind.EndsWith("Integer", StringComparison.Ordinal)
            || node.Kind.EndsWith("QGemm", StringComparison.Ordinal)
        );

    /// <summary>The model with bytes between its layers.</summary>
    /// <param name="model">In real numbers.</param>
    /// <param name="tensors">Shapes of all tensors, and values of the constant ones.</param>
    /// <param name="input">Type and shape of its input, and whether its source has channels last.</param>
    /// <param name="options">Samples, without which it is refused, and how ranges and weights are chosen.</param>
    /// <param name="builder">Takes what became of operators.</param>
    public static OnnxModel Quantised(
        OnnxModel model,
        ImmutableDictionary<string, TensorInfo> tensors,
        (TensorInfo Info, bool IsChannelsLast) input,
        ImportOptions options,
        LayerBuilder builder
    )
    {
        var info = input.Info;
        var batched = info.Shape.Length > 1 ? info.Shape[1..] : info.Shape;
        if ((options.Calibration ?? options.CalibrationFor?.Invoke(new CalibrationInput(batched, input.IsChannelsLast))) is not { } given)
        {
            throw new ImportException(
                new ImportProblem(
                    Problems.Float,
                    "file",
                    "it is a float model, and ranges of its tensors are needed to quantise it",
                    options.CalibrationOption is { } option
                        ? $"give inputs that are like the real ones with {option}, or quantise the model to int8"
                        : "import it with inputs that are like the real ones ('striate import MODEL --calibration PATH --out FILE.striate'), and name that package"
                )
            );
        }

        var (samples, folded) = (SamplesOf(given, info, batched), new List<(OnnxNode Node, OnnxNode Into)>());
        var simple = NormalisationFolding.Of(model, tensors, folded);
        var shapes = Walked(simple, info);
        if (options.Quantisation.Equalises)
        {
            simple = Equalisation.Of(
                simple,
                shapes.Where(pair => pair.Value.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value.Value!)
            );
            shapes = Walked(simple, info);
        }

        foreach (var (node, into) in folded)
        {
            builder.Drop([node], $"folded into the weights of {into}");
        }

        var (quantised, notes) = Calibrated.Of(
            simple,
            shapes,
            samples,
            options,
            InputRange.Of(options.Preparation, given, batched, input.IsChannelsLast)
        );
        builder.Readings = given.Readings;
        builder.Say(
            "CALIBRATION",
            $"{samples.Length} {(samples.Length == 1 ? "sample" : "samples")}; weights of {options.Quantisation.Bits} bits{(options.Quantisation.WeightBytes is null ? "" : " or fewer")} with a scale per output channel, activations int8 {RangeOf(options.Quantisation.Ranges)}"
        );
        foreach (var note in notes.Concat(new[] { given.Note }.OfType<string>()))
        {
            builder.Say("CALIBRATION", note);
        }

        return quantised;
    }

    private static string RangeOf(CalibrationRanges ranges) =>
        ranges switch
        {
            CalibrationRanges.Percentile => "over all but one in 10,000 numbers on each side",
            CalibrationRanges.LeastError => "over the range that changes their numbers least",
            _ => "from the smallest to the largest number",
        };

    private static ImmutableDictionary<string, TensorInfo> Walked(OnnxModel model, TensorInfo input)
    {
        var problems = new List<ImportProblem>();
        var tensors = GraphEvaluation.Walk(model, [KeyValuePair.Create(model.Inputs[0].Name, input)], problems);
        return problems.Count > 0 ? throw new ImportException(problems[0]) : tensors;
    }

    private static Tensor[] SamplesOf(CalibrationSamples given, TensorInfo input, ImmutableArray<int> batched)
    {
        if (
            given.Shape.Length != batched.Length + 1
            || !given.Shape[1..].SequenceEqual(batched)
            || given.Shape[0] is < 1 or > MostSamples
            || given.Values.Length != given.Shape[0] * Extents.Length(batched)
        )
        {
            throw Problems.NotCalibrated(
                $"samples are {Extents.Text(given.Shape)}; the model reads {Extents.Text(batched)} each, and 1..{MostSamples} samples are supported",
                "save an array [N, ...] in the order of the model's own input"
            );
        }

        var length = (int)Extents.Length(batched);
        for (var index = 0; index < given.Values.Length; index++)
        {
            if (!float.IsFinite(given.Values[index]))
            {
                throw Problems.NotCalibrated(
                    $"value {index % length} of sample {index / length}, both counted from 0, is infinite or not a number",
                    "take such samples out"
                );
            }
        }

        return
        [
            .. Enumerable
                .Range(0, given.Shape[0])
                .Select(sample =>
                    Tensor.Of(
                        input.Type,
                        input.Shape,
                        [.. given.Values.AsSpan(sample * length, length).ToArray().Select(value => (double)value)]
                    )
                ),
        ];
    }
}
