using System.Collections.Immutable;
using System.Security.Cryptography;
using Striate.Import.Networks;
using Striate.Import.Operators;
using Striate.Import.Reading;
using Striate.Import.Shapes;
using Striate.Import.Simplification;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Packaging;

namespace Striate.Import;

/// <summary>Takes over models of other frameworks: read, shape, simplify, take over the integers, put the network together.</summary>
public static class ModelImporter
{
    /// <summary>Bytes of a file at most: 256 MiB.</summary>
    public const int MaximumFileBytes = 256 << 20;

    // Above these the reference would take long; a package may be without golden vectors.
    private const long MostGoldenOperations = 1L << 28;
    private const long MostGoldenValues = 1L << 21;

    /// <summary>Takes over a model file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The user's choices.</param>
    /// <exception cref="ImportException">The file as a whole is refused.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ImportResult Import(string path, ImportOptions options)
    {
        try
        {
            return Import(ReadFile(path), options with { Name = options.Name ?? NetworkName.Of(path) }) with { File = path };
        }
        catch (ImportException refused)
        {
            throw new ImportException(refused.Problem, refused, path);
        }
    }

    /// <summary>Takes over the bytes of a model file; everything that is refused is found at once.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="options">The user's choices.</param>
    /// <exception cref="ImportException">The file as a whole is refused.</exception>
    public static ImportResult Import(byte[] file, ImportOptions options)
    {
        var model = TfliteReader.Read(file);
        var ends = Ends.Of(model, options.DropSoftmax);
        Precision.Require(model, ends);
        var problems = new List<ImportProblem>();
        var shaped = ShapeInference.Of(model with { Nodes = ends.Nodes, Inputs = [ends.Input] }, problems);
        var builder = TakeOver(shaped, ends, problems);
        var network = problems.Count == 0 ? NetworkOf(builder, ends, options, problems) : null;
        var source = new SourceModelPart("tflite", Convert.ToHexStringLower(SHA256.HashData(file)), shaped.Shapes[ends.Input], [.. builder.Report]);
        return network is null
            ? new ImportResult(null, null, source.Operators, [.. problems])
            : new ImportResult(PackageOf(network, source), source, source.Operators, []);
    }

    private static byte[] ReadFile(string path)
    {
        using var stream = File.OpenRead(path);
        if (!stream.CanSeek || stream.Length > MaximumFileBytes)
        {
            throw Problems.Damaged(stream.CanSeek ? $"{stream.Length} bytes; {MaximumFileBytes} are possible" : "a pipe or a device; a model is a file");
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static NetworkBuilder TakeOver(ShapedModel shaped, Ends ends, List<ImportProblem> problems)
    {
        var builder = new NetworkBuilder(shaped);
        builder.SetName(ends.Input, Network.InputName);
        foreach (var (node, reason) in ends.Dropped)
        {
            builder.Drop(node, reason);
        }

        var known = problems.Select(problem => problem.Place).ToHashSet();
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
        if (node.Kind == "SOFTMAX" && ends.Nodes.Any(later => later.Inputs.Any(node.Outputs.Contains) && later.Kind is not ("RESHAPE" or "SQUEEZE" or "EXPAND_DIMS" or "SHAPE")))
        {
            throw Problems.At(node, Problems.Softmax, "it stands inside the network", "a softmax can only be the last operator");
        }
    }

    private static Network? NetworkOf(NetworkBuilder builder, Ends ends, ImportOptions options, List<ImportProblem> problems)
    {
        var layers = builder.Layers.ToImmutableArray();
        var hasClasses = !layers.IsEmpty && (layers[^1] is Softmax { Output.Shape: { Height: 1, Width: 1 } } || !options.Labels.IsEmpty
            || ends.Dropped.Any(pair => pair.Node.Kind == "SOFTMAX"));
        var input = builder.MapOf(new SourceNode(0, "INPUT", [], [], null), builder.Tensor(ends.Input));
        var network = new Network(options.Name ?? "network", input, layers, options.Labels, hasClasses);
        problems.AddRange(NetworkValidator.Check(network).Select(error => new ImportProblem(
            Problems.Limit, error.Layer is null ? "network" : $"layer '{error.Layer}'", error.Reason,
            error.Layer is null && !IsNamedRight(options, network) ? "correct the name or the labels that you gave" : "make the source network smaller, or quantise it again")));
        return problems.Count == 0 ? network : null;
    }

    private static bool IsNamedRight(ImportOptions options, Network network) => (options.Name is not { } name || Names.IsName(name))
        && options.Labels.All(Names.IsLabel) && (options.Labels.IsEmpty || options.Labels.Length == network.Logits.Shape.Length);

    private static bool IsQuick(Network network) => NetworkLimits.OperationsOf(network) <= MostGoldenOperations
        && network.Layers.Sum(layer => (long)layer.Output.Shape.Length) <= MostGoldenValues;

    private static ModelPackage PackageOf(Network network, SourceModelPart source) =>
        new(network, null, IsQuick(network) ? GoldenInputs.Of(network) : [])
        {
            OptionalParts = [new OptionalPart(OptionalPartNames.SourceModel, source.Format())],
        };
}
