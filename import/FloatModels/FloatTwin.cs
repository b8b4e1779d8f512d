using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Striate.Import.Onnx.Reading;
using Striate.Import.Source;

namespace Striate.Import.FloatModels;

/// <summary>A float model's graph beside its source: what is said of the one is told of the other.</summary>
/// <param name="Model">The graph.</param>
/// <param name="Sources">The source's operator that each of the graph was made of; null: none.</param>
/// <param name="Folded">The source's operators that are a part of those behind them.</param>
/// <param name="Source">The source.</param>
internal sealed partial record FloatTwin(
    OnnxModel Model,
    ImmutableArray<SourceNode?> Sources,
    ImmutableArray<SourceNode> Folded,
    ShapedModel Source
)
{
    /// <summary>A problem with the operators and tensors of the source.</summary>
    public ImportProblem Told(ImportProblem problem) => new(problem.Number, Told(problem.Location), Told(problem.Reason), problem.Remedy);

    /// <summary>A text with the operators and tensors of the source.</summary>
    public string Told(string text) => Tensors().Replace(Operators().Replace(text, OperatorOf), TensorOf);

    private string OperatorOf(Match match) =>
        int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var index) && index < Sources.Length
            ? Sources[index]?.ToString() ?? "the network's output"
            : match.Value;

    private string TensorOf(Match match)
    {
        var node = Model.Nodes.FirstOrDefault(node => node.Outputs.Contains(match.Groups[1].Value));
        return node is not null && Sources[node.Index] is { } source
            ? $"tensor '{OnnxReader.Clean(Source.Model.Tensors[source.Outputs[0]].Name)}'"
            : match.Value;
    }

    [GeneratedRegex(@"\boperator ([0-9]+) [A-Za-z]+")]
    private static partial Regex Operators();

    [GeneratedRegex(@"\btensor '(t[0-9]+)'")]
    private static partial Regex Tensors();
}
