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
    /// <exception cref="ImportException">An operator cannot compute a sample.</exception>
    public static ImmutableDictionary<string, (double Minimum, double Maximum)> Of(
        OnnxModel model, ImmutableDictionary<string, TensorInfo> known, IReadOnlySet<string> names, IEnumerable<Tensor> samples)
    {
        var input = model.Inputs[0].Name;
        var constant = known.Where(pair => pair.Value.Value is not null && pair.Key != input).ToArray();

        // A refusal is a value until it is back on one thread: there it is thrown as it is.
        var observed = samples.AsParallel().AsOrdered().Select(sample =>
        {
            var (problems, ranges) = (new List<ImportProblem>(), new Dictionary<string, (double Minimum, double Maximum)>());
            GraphEvaluation.Watch(model, constant.Append(KeyValuePair.Create(input, TensorInfo.Of(sample))), problems, (name, value) =>
            {
                if (names.Contains(name))
                {
                    ranges[name] = RangeOf(value);
                }
            });
            return (Problem: problems.FirstOrDefault(), Ranges: ranges);
        }).ToArray();
        return observed.Select(one => one.Problem).FirstOrDefault(problem => problem is not null) is { } refusal ? throw new ImportException(refusal) : observed.Aggregate(
            ImmutableDictionary<string, (double Minimum, double Maximum)>.Empty,
            (all, one) => all.SetItems(one.Ranges.Select(pair => KeyValuePair.Create(
                pair.Key, all.TryGetValue(pair.Key, out var before) ? (Math.Min(before.Minimum, pair.Value.Minimum), Math.Max(before.Maximum, pair.Value.Maximum)) : pair.Value))));
    }

    private static (double Minimum, double Maximum) RangeOf(Tensor tensor)
    {
        var (minimum, maximum) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in tensor.Reals)
        {
            (minimum, maximum) = (Math.Min(minimum, value), Math.Max(maximum, value));
        }

        return (minimum, maximum);
    }
}
