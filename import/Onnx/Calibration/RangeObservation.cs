using System.Collections.Immutable;
using Striate.Import.Onnx.Evaluation;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Calibration;

/// <summary>The smallest and largest numbers of tensors over samples.</summary>
internal static class RangeObservation
{
    /// <param name="model">In real numbers.</param>
    /// <param name="known">Values of constant tensors: they are not computed again.</param>
    /// <param name="names">The tensors that are looked at.</param>
    /// <param name="samples">Inputs.</param>
    public static ImmutableDictionary<string, (double Minimum, double Maximum)> Of(
        OnnxModel model, ImmutableDictionary<string, TensorInfo> known, IReadOnlySet<string> names, IEnumerable<Tensor> samples)
    {
        var input = model.Inputs[0].Name;
        var constant = known.Where(pair => pair.Value.Value is not null && pair.Key != input).ToArray();
        return samples.AsParallel().AsOrdered().Select(sample =>
        {
            var problems = new List<ImportProblem>();
            var tensors = GraphEvaluation.Walk(model, constant.Append(KeyValuePair.Create(input, TensorInfo.Of(sample))), problems);
            return problems.Count > 0 ? throw new ImportException(problems[0]) : names.ToDictionary(name => name, name => RangeOf(tensors[name].Value!));
        }).Aggregate(
            ImmutableDictionary<string, (double Minimum, double Maximum)>.Empty,
            (all, one) => all.SetItems(one.Select(pair => KeyValuePair.Create(
                pair.Key, all.TryGetValue(pair.Key, out var before) ? (Math.Min(before.Minimum, pair.Value.Item1), Math.Max(before.Maximum, pair.Value.Item2)) : pair.Value))));
    }

    private static (double, double) RangeOf(Tensor tensor)
    {
        var (minimum, maximum) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in tensor.Reals)
        {
            (minimum, maximum) = (Math.Min(minimum, value), Math.Max(maximum, value));
        }

        return (minimum, maximum);
    }
}
