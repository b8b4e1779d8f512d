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
internal sealed class GraphEvaluation
{
    private const int MaximumRank = 8;

    // Values that are held at once are bounded by what was given: the file, and values of inputs.
    private const long ValuesPerByte = 8;
    private const long ValuesPerInputValue = 64;
    private const long FreeValues = 1 << 18;

    private readonly OnnxModel _model;
    private readonly Dictionary<string, TensorInfo> _tensors;
    private readonly long _most;
    private long _values;

    private GraphEvaluation(OnnxModel model, IEnumerable<KeyValuePair<string, TensorInfo>> known)
    {
        (_model, _tensors) = (model, model.Constants.ToDictionary(pair => pair.Key, pair => TensorInfo.Of(pair.Value)));
        foreach (var (name, info) in known)
        {
            _tensors[name] = info;
        }

        _most =
            (ValuesPerByte * model.FileBytes)
            + (ValuesPerInputValue * model.Inputs.Sum(input => _tensors.GetValueOrDefault(input.Name)?.Value?.Length ?? 0L))
            + FreeValues;
    }

    /// <summary>All tensors of a model.</summary>
    /// <param name="model">As read.</param>
    /// <param name="known">What is known of its inputs, by name; may hold values of others, which are not computed again.</param>
    /// <param name="problems">Takes what is refused; operators behind a refusal are looked at as far as their inputs are known.</param>
    public static ImmutableDictionary<string, TensorInfo> Walk(
        OnnxModel model,
        IEnumerable<KeyValuePair<string, TensorInfo>> known,
        List<ImportProblem> problems
    )
    {
        var evaluation = new GraphEvaluation(model, known);
        evaluation.Run(problems, null);
        return evaluation._tensors.ToImmutableDictionary();
    }

    /// <summary>Shows the values of tensors as they are computed, and holds none longer than they are read.</summary>
    /// <param name="model">As read.</param>
    /// <param name="known">Values of its inputs, by name; may hold values of others, which are not computed again.</param>
    /// <param name="problems">Takes what is refused.</param>
    /// <param name="look">Is shown the name of each tensor that is given or computed, and its values.</param>
    public static void Watch(
        OnnxModel model,
        IEnumerable<KeyValuePair<string, TensorInfo>> known,
        List<ImportProblem> problems,
        Action<string, Tensor> look
    )
    {
        var evaluation = new GraphEvaluation(model, known);
        foreach (var input in model.Inputs)
        {
            look(input.Name, evaluation._tensors[input.Name].Value!);
        }

        evaluation.Run(problems, look);
    }

    private void Run(List<ImportProblem> problems, Action<string, Tensor>? look)
    {
        var readers = look is null ? [] : _model.Nodes.SelectMany(node => node.Inputs.Distinct()).CountBy(name => name).ToDictionary();
        var given = look is null ? [] : _tensors.Keys.ToHashSet();
        foreach (var node in _model.Nodes.Where(node => !node.Outputs.All(output => _tensors.ContainsKey(output))))
        {
            try
            {
                Visit(node);
            }
            catch (ImportException exception)
            {
                problems.Add(exception.Problem);
            }

            if (look is not null)
            {
                Show(node, look);
                Drop(node.Inputs.Distinct().Where(name => !given.Contains(name) && --readers[name] == 0));
            }
        }
    }

    private void Show(OnnxNode node, Action<string, Tensor> look)
    {
        foreach (var output in node.Outputs)
        {
            if (_tensors.GetValueOrDefault(output)?.Value is { } value)
            {
                look(output, value);
            }
        }
    }

    private void Drop(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (_tensors.GetValueOrDefault(name) is { Value: { } value } info)
            {
                _values -= value.Length;
                _tensors[name] = info with { Value = null };
            }
        }
    }

    private void Visit(OnnxNode node)
    {
        var rule = OnnxOperators.Find(node);
        if (node.Inputs.Any(name => name.Length > 0 && !_tensors.ContainsKey(name)))
        {
            return;
        }

        var operands = new Operands(node, [.. node.Inputs.Select(name => name.Length > 0 ? _tensors[name] : null)]);
        if (node.Inputs is ["", ..] || node.Outputs is [] or ["", ..])
        {
            throw operands.Wrong("its first input or output has no name");
        }

        var outputs = rule.Infer(operands);
        foreach (var output in outputs)
        {
            Take(node, output, operands.AreKnown);
        }

        if (node.Outputs.Length > outputs.Length)
        {
            throw operands.Unsupported($"{node.Outputs.Length} outputs; at most {outputs.Length} are allowed");
        }

        outputs = operands.AreKnown ? [.. rule.Compute(operands, outputs).Select(TensorInfo.Of)] : outputs;
        for (var index = 0; index < node.Outputs.Length; index++)
        {
            if (node.Outputs[index].Length > 0)
            {
                _tensors[node.Outputs[index]] = outputs[index];
            }
        }
    }

    private void Take(OnnxNode node, TensorInfo output, bool isComputed)
    {
        if (output.Shape.Length > MaximumRank || Extents.Room(output.Shape) > NetworkLimits.MaximumMapValues)
        {
            throw Problems.At(
                node,
                Problems.Limit,
                $"it writes {Extents.Text(output.Shape)}; {MaximumRank} dimensions and {NetworkLimits.MaximumMapValues} values are supported",
                "make the source network smaller"
            );
        }

        var more = isComputed ? Extents.Length(output.Shape) : 0;
        if (more > _most - _values)
        {
            throw Problems.At(
                node,
                Problems.Limit,
                $"it writes {Extents.Text(output.Shape)}: more than {_most} values at once, {ValuesPerByte} for each byte of the file, {ValuesPerInputValue} for each value of the input and {FreeValues}",
                "make the source network smaller, or save its constants in the file"
            );
        }

        _values += more;
    }
}
