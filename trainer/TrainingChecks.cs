using Striate.DataSets;
using Striate.DataSets.Reading;
using Striate.Trainer.Learning;
using Striate.Trainer.Networks;
using Striate.Trainer.Networks.Layers;
using Striate.Trainer.Quantisation;

namespace Striate.Trainer;

/// <summary>Refuses before any work what could not come to an end.</summary>
internal static class TrainingChecks
{
    /// <exception cref="StriateException">Options, network and data do not go together.</exception>
    public static void Require(TrainingOptions options, NetworkDescription network, NetworkLayout plan, DataSet data)
    {
        if (plan.Layers[^1].Output.Length != data.Labels.Length)
        {
            throw network.Refusal(
                $"gives {plan.Layers[^1].Output.Length} logits, data set '{data.Name}' has {data.Labels.Length} classes; the last layer needs one output a class",
                network.Layers[^1]
            );
        }

        if (options is { Imported: not null, DenseRun: not null } or { Imported: not null, FloatRun: not null })
        {
            throw new StriateException(
                ErrorKind.Usage,
                "--from gives the network that segments start from, and so do --dense-from and --float-from; leave one of them out"
            );
        }

        if (
            options.Quantisation.LayerBits?.Keys.FirstOrDefault(name =>
                !plan.Layers.Any(layer => layer.Name == name && layer.DenseWeights > 0)
            ) is
            { } unknown
        )
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"network '{network.Name}' has no layer '{unknown}' with weights, whose bits are given"
            );
        }

        // A network for rows of tables has no kernels, and needs none.
        if (data.Kind != DataKind.Features && !plan.Layers.Any(layer => layer.HasKernels))
        {
            throw network.Refusal(
                "no convolution has kernels of more than one cell: nothing of it can become segments; one 'conv 3x3' or 'conv 1x3' is enough"
            );
        }

        static string Folder(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (
            new[] { options.DenseRun, options.FloatRun }
                .OfType<string>()
                .FirstOrDefault(source => options.RunFolder is { } run && Folder(run) == Folder(source)) is
            { } own
        )
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"{own} is to lend networks and to hold those of this training; choose another run folder"
            );
        }

        WeightBudget.Check(plan, options);
        foreach (var size in ImageScale.Plans(network, plan, options.FirstScale).Append(plan))
        {
            RequireBatches(size, data.Training.Count, options.BatchSize);
        }
    }

    // A batch normalisation has no variance of one value a channel.
    private static void RequireBatches(NetworkLayout plan, int samples, int batch)
    {
        if (
            samples % batch == 1
            && plan.Layers.FirstOrDefault(layer =>
                layer
                    is {
                        Output: { Height: 1, Width: 1 },
                        Description: ConvolutionDescription { BatchNormalisation: true }
                            or ScaleShiftDescription { BatchNormalisation: true },
                    }
            )
                is { } layer
        )
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"network '{plan.Name}', layer '{layer.Name}': batch normalisation of a 1x1 map needs two samples a step, and of {samples:N0} samples "
                    + $"the last step of an epoch has one; {(samples == 1 ? "add samples" : $"a batch size (--batch) other than {batch:N0} mends it")}"
            );
        }
    }
}
