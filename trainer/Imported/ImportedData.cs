using Striate.DataSets;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Trainer.Imported;

/// <summary>A data set as an imported network reads it.</summary>
public static class ImportedData
{
    /// <summary>The same samples with the network's scale and the numbers that it has for their classes.</summary>
    /// <param name="network">The network.</param>
    /// <param name="data">The data set.</param>
    /// <param name="file">What errors call the network's file.</param>
    /// <exception cref="StriateException">The network reads something else, or knows other classes.</exception>
    public static DataSet Of(Network network, DataSet data, string file)
    {
        if (network.Input.Shape != data.Input.Shape)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{file}: its input is {network.Input.Shape}, and the samples of data set '{data.Name}' are {data.Input.Shape}; name the data that the network was trained on"
            );
        }

        if (IntegerEvaluation.For(network, data.Input, data.Test) is null)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{file}: it reads {network.Input.Type} with zero point {network.Input.ZeroPoint}, and the samples of data set '{data.Name}' are {data.Input.Type} with zero point {data.Input.ZeroPoint}; import the source network again with what its framework did to readings (--input-range, --mean, --std), so that the package tells how samples become its input"
            );
        }

        if (data.Input.ZeroPoint != 0)
        {
            RequireProducts(network, file);
        }

        return (data with { Input = data.Input with { Scale = network.Input.Scale } }).WithLabels(network.Labels);
    }

    /// <summary>
    /// Requires that what computes with the input takes its zero point off: products do, and what only passes integers on.
    /// </summary>
    private static void RequireProducts(Network network, string file)
    {
        var passed = new HashSet<string> { Network.InputName };
        foreach (var layer in network.Layers.Where(layer => layer.Inputs.Any(passed.Contains)))
        {
            if (layer is MaxPooling or Flatten)
            {
                passed.Add(layer.Name);
            }
            else if (layer is not (Convolution or FullyConnected or AveragePooling))
            {
                throw new StriateException(
                    ErrorKind.BadFile,
                    $"{file}: layer '{layer.Name}' is {layer.GetType().Name} of an input with zero point {network.Input.ZeroPoint}, which a training cannot compute; quantise the source network with an input that is symmetric about 0, or import its float model with --calibration"
                );
            }
        }
    }

    /// <summary>Samples as the network reads them.</summary>
    /// <param name="network">The network.</param>
    /// <param name="data">Their data set, made by <see cref="Of"/>.</param>
    /// <param name="samples">Some of its samples.</param>
    public static Samples For(Network network, DataSet data, Samples samples) => IntegerEvaluation.For(network, data.Input, samples)!;
}
