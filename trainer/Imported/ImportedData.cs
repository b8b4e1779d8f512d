using Striate.DataSets;
using Striate.Model.Graph;

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

        if (data.Input.ZeroPoint != 0 || IntegerEvaluation.For(network, data.Input, data.Test) is null)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{file}: it reads {network.Input.Type} with zero point {network.Input.ZeroPoint}, and the samples of data set '{data.Name}' are {data.Input.Type} with zero point {data.Input.ZeroPoint}; training continues from int8 inputs with zero point 0, or -128 where samples are bytes; import the float network with --calibration, which gives it such an input"
            );
        }

        return (data with { Input = data.Input with { Scale = network.Input.Scale } }).WithLabels(network.Labels);
    }

    /// <summary>Samples as the network reads them.</summary>
    /// <param name="network">The network.</param>
    /// <param name="data">Their data set, made by <see cref="Of"/>.</param>
    /// <param name="samples">Some of its samples.</param>
    public static Samples For(Network network, DataSet data, Samples samples) => IntegerEvaluation.For(network, data.Input, samples)!;
}
