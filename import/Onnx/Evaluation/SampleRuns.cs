using System.Collections.Immutable;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Evaluation;

/// <summary>A model in real numbers on many samples, on all processors.</summary>
internal static class SampleRuns
{
    /// <summary>Computes each sample and shows the tensors that it meets.</summary>
    /// <param name="model">In real numbers.</param>
    /// <param name="known">Values of constant tensors: they are not computed again.</param>
    /// <param name="samples">Inputs.</param>
    /// <param name="watch">Gets the number of a sample, a tensor's name and its value; several threads call it at once.</param>
    /// <param name="done">Called after each sample, by several threads at once.</param>
    /// <param name="cancellation">Stops between samples.</param>
    /// <exception cref="ImportException">An operator cannot compute a sample.</exception>
    public static void Watch(
        OnnxModel model,
        ImmutableDictionary<string, TensorInfo> known,
        IReadOnlyList<Tensor> samples,
        Action<int, string, Tensor> watch,
        Action? done,
        CancellationToken cancellation
    )
    {
        var input = model.Inputs[0].Name;
        var constant = known.Where(pair => pair.Value.Value is not null && pair.Key != input).ToArray();

        // A refusal is a value until it is back on one thread: there it is thrown as it is.
        var refusals = new ImportProblem?[samples.Count];
        Parallel.For(
            0,
            samples.Count,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
            sample =>
            {
                var problems = new List<ImportProblem>();
                GraphEvaluation.Watch(
                    model,
                    constant.Append(KeyValuePair.Create(input, TensorInfo.Of(samples[sample]))),
                    problems,
                    (name, value) => watch(sample, name, value)
                );
                refusals[sample] = problems.FirstOrDefault();
                done?.Invoke();
            }
        );
        if (refusals.FirstOrDefault(problem => problem is not null) is { } refusal)
        {
            throw new ImportException(refusal);
        }
    }
}
