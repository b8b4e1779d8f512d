using Striate.Model.Graph;
using Striate.Model.Packaging;

namespace Striate.DataSets;

/// <summary>A package on the test samples of a data set, on the integer reference.</summary>
public static class PackageEvaluation
{
    /// <summary>What the network takes the test samples of each class for.</summary>
    /// <param name="package">The package.</param>
    /// <param name="data">The data set, read as the package's network reads it: <see cref="PackageData.Load"/>.</param>
    /// <param name="progress">Gets the samples that are done.</param>
    /// <param name="cancellation">Stops between samples.</param>
    /// <exception cref="StriateException">The network reads other inputs than the data set has, or tells fewer classes.</exception>
    public static ConfusionMatrix Confusion(
        ModelPackage package,
        DataSet data,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var network = package.Network;
        return IntegerEvaluation.Confusion(network, Read(network, data, data.Test), progress, cancellation);
    }

    /// <summary>Samples of a data set as a network reads them.</summary>
    /// <exception cref="StriateException">The network reads other inputs than the data set has, or tells fewer classes, or
    /// none.</exception>
    internal static Samples Read(Network network, DataSet data, Samples samples)
    {
        var (read, isEnough) = (IntegerEvaluation.For(network, data.Input, samples), network.Logits.Shape.Length >= data.Labels.Length);
        return read is not null && isEnough && !network.HasClasses ? throw OutputClasses.Unknown(network.Name)
            : read is not null && isEnough ? read
            : throw new StriateException(
                ErrorKind.CheckFailed,
                $"network '{network.Name}' reads {network.Input.Shape} {network.Input.Type} and tells {network.Logits.Shape.Length} classes; data set "
                    + $"'{data.Name}' has {data.Input.Shape} {data.Input.Type} and {data.Labels.Length}; name the data set that it was trained on"
            );
    }
}
