using System.Collections.Immutable;
using System.Security.Cryptography;
using Striate.Import.FloatModels;
using Striate.Import.Networks;
using Striate.Import.Onnx.Lowering;
using Striate.Import.Onnx.Reading;
using Striate.Import.Operators;
using Striate.Import.Reading;
using Striate.Import.Shapes;
using Striate.Import.Simplification;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Import;

/// <summary>Takes over models of other frameworks: read, shape, simplify, take over the integers, put the network together.</summary>
public static class ModelImporter
{
    /// <summary>Bytes of a file at most: 256 MiB.</summary>
    public const int MaximumFileBytes = 256 << 20;

    /// <summary>Takes over a model file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The user's choices.</param>
    /// <exception cref="ImportException">The file as a whole is refused.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ImportResult Import(string path, ImportOptions options)
    {
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path));
            return Import(ReadFile(path), options with { FileName = NetworkName.Of(path) }, folder) with { File = path };
        }
        catch (ImportException refused)
        {
            throw new ImportException(refused.Problem, refused, path);
        }
    }

    /// <summary>Takes over the bytes of a model file; everything that is refused is found at once.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="options">The user's choices.</param>
    /// <param name="folder">Where files with an ONNX model's weights may stand; null: nowhere.</param>
    /// <exception cref="ImportException">The file as a whole is refused.</exception>
    public static ImportResult Import(byte[] file, ImportOptions options, string? folder = null)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
        if (!TfliteReader.IsTflite(file) && OnnxReader.IsOnnx(file))
        {
            return OnnxImporter.Import(file, sha256, folder, options);
        }

        var model = TfliteReader.Read(file);
        var ends = Ends.Of(model, options.DropSoftmax);
        if (FloatGraph.IsFloat(model, ends))
        {
            return ImportFloat(model, Ends.Of(model, dropSoftmax: false), sha256, options);
        }

        Precision.Require(model, ends);
        if (options.IsCalibrated)
        {
            throw Problems.NeedsNoSamples("the model is quantised already, and its scales are in the file", options);
        }

        var problems = new List<ImportProblem>();
        var shaped = ShapeInference.Of(model with { Nodes = ends.Nodes, Inputs = [ends.Input] }, problems);
        var builder = TakeOver(shaped, ends, problems);
        var network = problems.Count == 0 ? NetworkOf(builder, ends, options, problems) : null;
        var source = new SourceModelPart("tflite", sha256, shaped.Shapes[ends.Input], [.. builder.Report]);
        return network is null
            ? new ImportResult(null, null, source.Operators, [.. problems])
            : InputContracts.With(NetworkPackage.ResultOf(network, source), options.Preparation, readings: null);
    }

    /// <summary>A model on real numbers goes the way of ONNX's; the report tells of its own operators.</summary>
    private static ImportResult ImportFloat(SourceModel model, Ends ends, string sha256, ImportOptions options)
    {
        var problems = new List<ImportProblem>();
        var shaped = ShapeInference.Of(model with { Nodes = ends.Nodes, Inputs = [ends.Input] }, problems);
        var twin = problems.Count == 0 ? FloatGraph.Of(shaped, ends, problems) : null;
        if (twin is null || problems.Count > 0)
        {
            return new ImportResult(null, null, [], [.. problems]);
        }

        try
        {
            var result = OnnxImporter.Import(
                twin.Model,
                new ModelOrigin("tflite", sha256, shaped.Shapes[ends.Input], report => [.. FloatReport.Of(report, twin)]),
                options
            );
            return result with { Problems = [.. result.Problems.Select(twin.Told)] };
        }
        catch (ImportException refused)
        {
            throw new ImportException(twin.Told(refused.Problem), refused);
        }
    }

    private static byte[] ReadFile(string path)
    {
        using var stream = Opened(path);
        if (stream.Length > MaximumFileBytes)
        {
            throw Problems.Damaged($"{stream.Length} bytes; at most {MaximumFileBytes} are allowed");
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static FileStream Opened(string path)
    {
        try
        {
            return RegularFile.Open(path);
        }
        catch (FileException refused)
        {
            throw Problems.Damaged("it is empty, or a pipe or a device", refused, "name a file that holds a model");
        }
    }

    private static NetworkBuilder TakeOver(ShapedModel shaped, Ends ends, List<ImportProblem> problems)
    {
        var builder = new NetworkBuilder(shaped);
        builder.SetName(ends.Input, Network.InputName);
        foreach (var (node, reason) in ends.Dropped)
        {
            builder.Drop(node, reason);
        }

        var known = problems.Select(problem => problem.Location).ToHashSet();
        foreach (var node in ends.Nodes)
        {
            if (node.Outputs.All(shaped.Integers.ContainsKey))
            {
                builder.Drop(node, "folded: its integers are constant");
                continue;
            }

            try
            {
                RequireNoSoftmax(node, ends, shaped);
                if (!known.Contains(node.ToString()))
                {
                    OperatorRules.Find(node).TakeOver(builder, node);
                }
            }
            catch (ImportException exception)
            {
                problems.Add(exception.Problem);
            }

            // Behind a refusal the operator stands for its output, so that the others are looked at too.
            foreach (var output in problems.Count > 0 ? node.Outputs : [])
            {
                builder.SetName(output, NetworkBuilder.NewName(node));
            }
        }

        return builder;
    }

    private static void RequireNoSoftmax(SourceNode node, Ends ends, ShapedModel shaped)
    {
        // What stands behind it may only change the shape.
        if (
            node.Kind == "SOFTMAX"
            && ends.Nodes.Any(later =>
                later.Inputs.Any(node.Outputs.Contains) && later.Kind is not ("RESHAPE" or "SQUEEZE" or "EXPAND_DIMS" or "SHAPE")
            )
        )
        {
            throw Problems.At(node, Problems.Softmax, "it stands inside the network", "a softmax can only be the last operator");
        }
    }

    private static Network? NetworkOf(NetworkBuilder builder, Ends ends, ImportOptions options, List<ImportProblem> problems)
    {
        var layers = builder.Layers.ToImmutableArray();
        var hasClasses =
            (!layers.IsEmpty && layers[^1] is Softmax { Output.Shape: { Height: 1, Width: 1 } })
            || ends.Dropped.Any(pair => pair.Node.Kind == "SOFTMAX");
        var input = builder.MapOf(new SourceNode(0, "INPUT", [], [], null), builder.Tensor(ends.Input));
        return NetworkPackage.NetworkOf(input, layers, hasClasses, options, problems);
    }
}
