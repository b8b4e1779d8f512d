using System.Collections.Immutable;
using Striate.Import.Onnx.Evaluation;
using Striate.Import.Onnx.Operators;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;

namespace Striate.Import.Onnx.Calibration;

/// <summary>A float model on the inputs of the package that it became: how good it was before it was quantised.</summary>
public sealed class FloatSource
{
    private readonly OnnxModel _model;
    private readonly KeyValuePair<string, TensorInfo>[] _constant;
    private readonly TensorInfo _info;
    private readonly int[] _places;
    private readonly FeatureMap _input;

    /// <param name="model">In real numbers.</param>
    /// <param name="tensors">Shapes of all tensors, and values of the constant ones.</param>
    /// <param name="places">Where each of the model's input values stands in the package's input.</param>
    /// <param name="input">The package's input.</param>
    internal FloatSource(OnnxModel model, ImmutableDictionary<string, TensorInfo> tensors, int[] places, FeatureMap input)
    {
        (_model, _places, _input, _info) = (model, places, input, tensors[model.Inputs[0].Name]);
        _constant = [.. tensors.Where(pair => pair.Value.Value is not null && pair.Key != model.Inputs[0].Name)];
    }

    /// <summary>The class of an input: the first of the largest outputs.</summary>
    /// <param name="sample">An input of the package.</param>
    /// <exception cref="ImportException">An operator cannot compute it.</exception>
    public int Classify(ReadOnlySpan<byte> sample)
    {
        var values = new double[_places.Length];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] =
                ((_input.Type.Signed ? (sbyte)sample[_places[index]] : (int)sample[_places[index]]) - _input.ZeroPoint) * _input.Scale;
        }

        var (problems, output) = (new List<ImportProblem>(), (double[]?)null);
        var known = _constant.Append(KeyValuePair.Create(_model.Inputs[0].Name, TensorInfo.Of(Tensor.Of(_info.Type, _info.Shape, values))));
        GraphEvaluation.Watch(_model, known, problems, (name, value) => output = name == _model.Outputs[0].Name ? value.ToReals() : output);
        return problems.Count > 0 || output is null
                ? throw new ImportException(
                    problems.FirstOrDefault()
                        ?? new ImportProblem(
                            Problems.Ends,
                            "file",
                            "no operator computes its output",
                            "export a network that computes something"
                        )
                )
            : _model.Nodes.Any(node => node.Kind == "ArgMax" && node.Outputs[0] == _model.Outputs[0].Name) ? (int)output[0]
            : Array.IndexOf(output, output.Max());
    }
}
