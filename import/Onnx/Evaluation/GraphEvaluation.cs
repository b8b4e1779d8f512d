using System.Collections.Immutable;
using Striate.Import.Onnx.Operators;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;

namespace Striate.Import.Onnx.Evaluation;

/// <summary>
/// Walks through a model operator by operator: types and shapes of all tensors, and the values of those that follow from what is
/// known. With every input known that is the network's result, in real numbers: the reference that packages are compared with.
/// </summary>
internal static class GraphEvaluation
{
    private const int MaximumRank = 8;

    // 512 MB of values in all: folding stops a model that would fill memory.
    private const long MostValues = 4L * NetworkLimits.MaximumMapValues;

    /// <summary>All tensors of a model.</summary>
    /// <param name="model">As read.</param>
    /// <param name="known">What is known of its inputs, by name; may hold values of others, which are not computed again.</param>
    /// <param name="problems">Takes what is refused; operators behind a refusal are looked at as far as their inputs are known.</param>
    public static ImmutableDictionary<string, TensorInfo> Walk(OnnxModel model, IEnumerable<KeyValuePair<string, TensorInfo>> known, List<ImportProblem> problems)
    {
        var tensors = model.Constants.ToDictionary(pair => pair.Key, pair => TensorInfo.Of(pair.Value));
        foreach (var (name, info) in known)
        {
            tensors[name] = info;
        }

        var values = 0L;
        foreach (var node in model.Nodes.Where(node => !node.Outputs.All(output => tensors.ContainsKey(output))))
        {
            try
            {
                Visit(node, tensors, ref values);
            }
            catch (ImportException exception)
            {
                problems.Add(exception.Problem);
            }
        }

        return tensors.ToImmutableDictionary();
    }

    private static void Visit(OnnxNode node, Dictionary<string, TensorInfo> tensors, ref long values)
    {
        var rule = OnnxOperators.Find(node);
        if (node.Inputs.Any(name => name.Length > 0 && !tensors.ContainsKey(name)))
        {
            return;
        }

        var operands = new Operands(node, [.. node.Inputs.Select(name => name.Length > 0 ? tensors[name] : null)]);
        var outputs = rule.Infer(operands);
        foreach (var output in outputs)
        {
            var length = Extents.Length(output.Shape);
            var more = operands.AreKnown ? length : 0;
            if (length > NetworkLimits.MaximumMapValues || (more > 0 && values + more > MostValues) || output.Shape.Length > MaximumRank)
            {
                throw Problems.At(
                    node, Problems.Limit, $"it writes {Extents.Text(output.Shape)}; {NetworkLimits.MaximumMapValues} values are possible, and {MostValues} constant ones in all",
                    "make the source network smaller");
            }

            values += more;
        }

        if (node.Outputs.Length > outputs.Length)
        {
            throw operands.Unsupported($"{node.Outputs.Length} outputs; {outputs.Length} are possible");
        }

        outputs = operands.AreKnown ? [.. rule.Compute(operands, outputs).Select(TensorInfo.Of)] : outputs;
        for (var index = 0; index < node.Outputs.Length; index++)
        {
            if (node.Outputs[index].Length > 0)
            {
                tensors[node.Outputs[index]] = outputs[index];
            }
        }
    }
}
