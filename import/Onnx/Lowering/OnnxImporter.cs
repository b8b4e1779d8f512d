using System.Collections.Immutable;
using System.Globalization;
using Striate.Import.Networks;
using Striate.Import.Onnx.Evaluation;
using Striate.Import.Onnx.Exporting;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;

namespace Striate.Import.Onnx.Lowering;

/// <summary>Takes over quantised ONNX models: read, shape, desugar, take over the integers, put the network together.</summary>
internal static class OnnxImporter
{
    /// <summary>The oldest version of ONNX's operators that is taken over.</summary>
    private const int OldestOpset = 7;

    // Arrays of places that finding the layout of the input takes.
    private const int InputArrays = 3;

    /// <param name="file">The bytes.</param>
    /// <param name="sha256">Of the bytes.</param>
    /// <param name="folder">Where files with weights may stand; null: nowhere.</param>
    /// <param name="options">The user's choices.</param>
    /// <exception cref="ImportException">The file as a whole is refused.</exception>
    public static ImportResult Import(byte[] file, string sha256, string? folder, ImportOptions options)
    {
        var read = OnnxReader.Read(file, folder);
        return Import(read, new ModelOrigin("onnx", sha256), options) with { WeightFiles = read.WeightFiles };
    }

    /// <param name="read">The model.</param>
    /// <param name="origin">Where it was read.</param>
    /// <param name="options">The user's choices.</param>
    /// <exception cref="ImportException">The model as a whole is refused.</exception>
    public static ImportResult Import(OnnxModel read, ModelOrigin origin, ImportOptions options)
    {
        OnnxEnds.Require(read);
        if (read.Metadata.TryGetValue(NetworkNote.Key, out var note))
        {
            return options.IsCalibrated
                    ? throw Problems.NeedsNoSamples("the model is an exported package, and its scales are in the file", options)
                : options.Preparation is not null
                    ? throw Problems.NotCalibrated(
                        "the model is an exported package, which itself says how readings become its input",
                        "leave out mean, std and input-range"
                    )
                : ExportedModel.Import(read, note, origin.Sha256, options);
        }

        if (read.Opset < OldestOpset)
        {
            throw Problems.Damaged(
                $"its operators are of opset {read.Opset}; {OldestOpset}..{OnnxReader.NewestOpset} are taken over",
                remedy: $"export the model again with opset {OldestOpset} or newer"
            );
        }

        var (problems, input) = (new List<ImportProblem>(), InputOf(read.Inputs[0]));
        var shapes = GraphEvaluation.Walk(read, [KeyValuePair.Create(read.Inputs[0].Name, input)], problems);
        if (problems.Count > 0)
        {
            return Refused(problems, read, []);
        }

        if (!Calibration.FloatModel.IsFloat(read))
        {
            SinglePrecision.Require(read, shapes);
        }

        var (builder, folded) = (new LayerBuilder(read), new List<(OnnxNode Node, string Became)>());
        var simple = PadFolding.Of(read, shapes, folded);
        foreach (var (node, became) in folded)
        {
            builder.Drop([node], became);
        }

        if (
            options.RequiresClasses
            && options.Labels.IsEmpty
            && Calibration.FloatModel.IsFloat(read)
            && !OnnxEnds.Of(simple, shapes).HasClasses
        )
        {
            throw OutputClasses.Unknown(options.Name ?? options.FileName ?? "network");
        }

        var model =
            Calibration.FloatModel.IsFloat(read)
                ? Calibration.FloatModel.Quantised(simple, shapes, (input, origin.IsChannelsLast), options, builder)
            : !options.IsCalibrated ? Desugaring.Of(simple)
            : throw Problems.NeedsNoSamples("the model is quantised already, and its scales are in the file", options);
        var tensors = GraphEvaluation.Walk(model, [KeyValuePair.Create(model.Inputs[0].Name, input)], problems);
        if (problems.Count > 0)
        {
            return Refused(problems, read, []);
        }

        var result = TakeOver(model, read, tensors, (origin, input.Shape), options, builder);
        return result.Package is { } package && Calibration.FloatModel.IsFloat(read)
            ? result with
            {
                Float = new Calibration.FloatSource(
                    read,
                    shapes,
                    OnnxEnds.InputLayout(read, shapes, read.Inputs[0].Name).Places,
                    package.Network.Input
                ),
            }
            : result;
    }

    private static ImportResult TakeOver(
        OnnxModel model,
        OnnxModel read,
        ImmutableDictionary<string, TensorInfo> tensors,
        (ModelOrigin Origin, ImmutableArray<int> Sides) input,
        ImportOptions options,
        LayerBuilder builder
    )
    {
        var (ends, problems) = (OnnxEnds.Of(model, tensors), new List<ImportProblem>());
        foreach (var (node, reason) in ends.Dropped)
        {
            builder.Drop([node], reason);
        }

        var (output, places) = ((Flow?)null, ImmutableArray<int>.Empty);
        try
        {
            builder.TakePlaces($"input '{OnnxReader.Clean(ends.Input)}'", InputArrays * Extents.Length(tensors[ends.Input].Shape));
            var layout = OnnxEnds.InputLayout(model, tensors, ends.Input);
            places = [.. layout.Places];
            var integers = new IntegerNetwork(builder, tensors, ends.Input, layout);
            foreach (var node in ends.Nodes)
            {
                integers.Visit(node);
            }

            output = OutputOrder.Of(builder, integers.Output(ends.Output), ends.Output);
        }
        catch (ImportException refused)
        {
            // What is behind a refusal has nothing to read: the first is the one that counts.
            problems.Add(refused.Problem);
        }

        var network = output is null
            ? null
            : NetworkPackage.NetworkOf(builder.Input!, [.. Last(builder, output)], ends.HasClasses, options, problems);
        builder.Note(read, input.Sides);
        var report = input.Origin.Told?.Invoke([.. builder.Report]) ?? [.. builder.Report];
        return network is null
            ? Refused(problems, read, report)
            : InputContracts.With(
                NetworkPackage.ResultOf(
                    network,
                    new SourceModelPart(
                        input.Origin.Framework,
                        input.Origin.Sha256,
                        input.Origin.InputShape ?? ChannelsLast(network),
                        report
                    )
                ),
                options.Preparation,
                builder.Readings
            ) with
            {
                InputPlaces = places,
                ReadsIntegers = builder.ReadsIntegers,
                LayerTensors = builder.Tensors,
            };
    }

    // The layer that the output is of may not be the last one that was added.
    private static IEnumerable<Model.Graph.Layers.Layer> Last(LayerBuilder builder, Flow output) =>
        [.. builder.Layers.Where(layer => layer.Name != output.Layer), .. builder.Layers.Where(layer => layer.Name == output.Layer)];

    private static ImmutableArray<int> ChannelsLast(Network network) =>
        [1, network.Input.Shape.Height, network.Input.Shape.Width, network.Input.Shape.Channels];

    private static ImportResult Refused(List<ImportProblem> problems, OnnxModel read, ImmutableArray<OperatorReport> report) =>
        new(
            null,
            null,
            report.IsEmpty
                ? [.. read.Nodes.Select(node => new OperatorReport(node.Index, node.Kind, "", null, "not taken over", []))]
                : report,
            [.. problems]
        );

    private static TensorInfo InputOf(OnnxValue input)
    {
        var place = $"input '{OnnxReader.Clean(input.Name)}'";
        if (input.Type.Bytes() == 0 || input.Shape.IsDefault)
        {
            throw new ImportException(
                new ImportProblem(
                    Problems.Type,
                    place,
                    "it is not a tensor of numbers with a shape",
                    "export a network that reads a tensor of a fixed shape"
                )
            );
        }

        // The first of several sides is the batch.
        var sides = input.Shape.Length > 1 ? input.Shape.SetItem(0, 1) : input.Shape;
        return sides.All(side => side > 0) && Extents.Length(sides) <= NetworkLimits.MaximumMapValues
            ? new TensorInfo(input.Type, sides)
            : throw new ImportException(
                new ImportProblem(
                    Problems.Shape,
                    place,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"it is {Extents.Text(input.Shape)}, where -1 is not fixed; must be 1 to {NetworkLimits.MaximumMapValues} values"
                    ),
                    "export the network with a fixed input size; only the batch may be open"
                )
            );
    }
}

/// <summary>Where a model was read.</summary>
/// <param name="Framework">What its file is, as packages tell it.</param>
/// <param name="Sha256">Of the file.</param>
/// <param name="InputShape">Its input there; null: that of the network, with a batch of 1.</param>
/// <param name="Told">What became of operators as the file's own; null: they are the file's.</param>
internal sealed record ModelOrigin(
    string Framework,
    string Sha256,
    ImmutableArray<int>? InputShape = null,
    Func<ImmutableArray<OperatorReport>, ImmutableArray<OperatorReport>>? Told = null
)
{
    /// <summary>Whether its maps have channels behind height and width.</summary>
    public bool IsChannelsLast => Framework == "tflite";
}
