using System.Collections.Immutable;
using System.Text;
using Striate.Import.Networks;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;
using Striate.Model.Packaging;

namespace Striate.Import.Onnx.Exporting;

/// <summary>Files that were exported come back as the network that they were: integer by integer, names and scales too.</summary>
internal static class ExportedModel
{
    /// <summary>The package of an exported file.</summary>
    /// <param name="model">As read.</param>
    /// <param name="note">What its metadata say of the network.</param>
    /// <param name="sha256">Of the file.</param>
    /// <param name="options">The user's choices.</param>
    /// <exception cref="ImportException">The file is not as it was exported.</exception>
    public static ImportResult Import(OnnxModel model, string note, string sha256, ImportOptions options)
    {
        var ((network, form), problems) = (IntegerFormReader.Read(model, note), new List<ImportProblem>());
        RequireValid(network);
        RequireSame(model, OnnxReader.Read(form == NetworkNote.Qdq ? QdqForm.Write(network, []) : IntegerForm.Write(network, []), null));
        var labels = options.Labels.IsEmpty ? network.Labels : options.Labels;
        var named = NetworkPackage.NetworkOf(
            network.Input,
            network.Layers,
            network.HasClasses,
            options with
            {
                Name = options.Name ?? network.Name,
                Labels = labels,
            },
            problems
        );
        ImmutableArray<OperatorReport> report =
        [
            .. network.Layers.Select(
                (layer, index) =>
                    new OperatorReport(
                        index,
                        layer.GetType().Name,
                        $"{layer.Name}/bytes",
                        layer.Name,
                        "taken over as it was exported",
                        [1, layer.Output.Shape.Height, layer.Output.Shape.Width, layer.Output.Shape.Channels]
                    )
            ),
        ];
        if (named is null)
        {
            return new ImportResult(null, null, report, [.. problems]);
        }

        var shape = network.Input.Shape;
        var result = NetworkPackage.ResultOf(
            named,
            new SourceModelPart("onnx", sha256, [1, shape.Height, shape.Width, shape.Channels], report)
        );
        return WithContract(result, model) with { ReadsIntegers = form != NetworkNote.Qdq };
    }

    private static ImportResult WithContract(ImportResult result, OnnxModel model)
    {
        if (!model.Metadata.TryGetValue(ModelExporter.InputContractKey, out var text) || result.Package is not { } package)
        {
            return result;
        }

        var with = package with
        {
            OptionalParts =
            [
                new OptionalPart(OptionalPartNames.InputContract, [.. Encoding.UTF8.GetBytes(text)]),
                .. package.OptionalParts,
            ],
        };
        try
        {
            _ = InputContract.Of(with);
            return result with { Package = with };
        }
        catch (Exception damaged) when (damaged is InvalidDataException or StriateException)
        {
            throw Problems.NotAsExported($"its input contract is damaged: {damaged.Message}", damaged);
        }
    }

    private static void RequireValid(Network network)
    {
        var errors = Model.Graph.Validation.NetworkValidator.Check(network);
        if (!errors.IsEmpty)
        {
            throw Problems.NotAsExported(errors[0].ToString());
        }
    }

    /// <summary>Requires the operators and constants that the network is written with.</summary>
    private static void RequireSame(OnnxModel model, OnnxModel written)
    {
        if (model.Nodes.Length != written.Nodes.Length || model.Constants.Count != written.Constants.Count)
        {
            throw Problems.NotAsExported(
                $"it has {model.Nodes.Length} operators and {model.Constants.Count} constants; {written.Nodes.Length} and {written.Constants.Count} were exported"
            );
        }

        if (model.Nodes.Zip(written.Nodes).FirstOrDefault(pair => !IsSame(pair.First, pair.Second)) is { First: { } changed })
        {
            throw Problems.NotAsExported($"{changed} differs from what was exported");
        }

        if (
            written.Constants.FirstOrDefault(pair => !model.Constants.TryGetValue(pair.Key, out var other) || !IsSame(pair.Value, other)) is
            { Key: { } name }
        )
        {
            throw Problems.NotAsExported($"constant '{OnnxReader.Clean(name)}' differs from what was exported");
        }

        if (
            !model
                .Inputs.Select(Text)
                .Concat(model.Outputs.Select(Text))
                .SequenceEqual(written.Inputs.Select(Text).Concat(written.Outputs.Select(Text)))
        )
        {
            throw Problems.NotAsExported("its input or output differs from what was exported");
        }

        static string Text(OnnxValue value) => $"{value.Name} {value.Type} {Extents.Text(value.Shape.IsDefault ? [] : value.Shape)}";
    }

    private static bool IsSame(OnnxNode a, OnnxNode b) =>
        a.Kind == b.Kind
        && a.Inputs.SequenceEqual(b.Inputs)
        && a.Outputs.SequenceEqual(b.Outputs)
        && a.Attributes.Count == b.Attributes.Count
        && a.Attributes.All(pair => b.Attributes.TryGetValue(pair.Key, out var other) && IsSame(pair.Value, other));

    private static bool IsSame(AttributeMessage a, AttributeMessage b) =>
        a.Int == b.Int
        && a.Float.Equals(b.Float)
        && a.Text == b.Text
        && a.Ints.SequenceEqual(b.Ints)
        && a.Floats.SequenceEqual(b.Floats)
        && a.Tensor is null
        && b.Tensor is null;

    private static bool IsSame(Tensor a, Tensor b) =>
        a.Type == b.Type && a.Shape.SequenceEqual(b.Shape) && a.Integers.SequenceEqual(b.Integers) && a.Reals.SequenceEqual(b.Reals);
}
