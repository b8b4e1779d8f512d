using Striate.DataSets.Preparation;
using Striate.DataSets.Reading;
using Striate.Model.Graph;
using Striate.Model.Packaging;

namespace Striate.DataSets;

/// <summary>Data sets as the network of a package reads them.</summary>
public static class PackageData
{
    /// <summary>Reads a data set as the network did in its training.</summary>
    /// <param name="name">The data set.</param>
    /// <param name="path">Its folder or file; null for data that need none.</param>
    /// <param name="options">How a person's own data are read, where that differs from what the package says.</param>
    /// <param name="package">The package.</param>
    /// <exception cref="StriateException">There is none of that name, a file is missing or damaged, or the network does not say how values
    /// become its input.</exception>
    public static DataSet Load(string name, string? path, DataOptions options, ModelPackage package)
    {
        var (contract, input) = (InputContract.Of(package), package.Network.Input);
        if (name != OwnData.Name)
        {
            var published = DataSetCatalog.Load(name, path, options);
            return
                contract is { Kind: "image" }
                && published.Input.Type == IntegerType.UInt8
                && published.Input.Shape.Channels == contract.Channels.Length
                ? Read(published, contract, input)
                : published;
        }

        var data = DataSetCatalog
            .Load(name, path, options, contract, OptionsOf(package, contract), ReadingPart.Of(package))
            .WithLabels(package.Network.Labels);
        return contract is not null ? data with { Input = input with { Shape = data.Input.Shape } }
            : data.Contract is null ? data
            : throw new StriateException(
                ErrorKind.BadFile,
                package.OptionalParts.Any(part => part.Name == OptionalPartNames.SourceModel)
                    ? $"{path}: network '{package.Network.Name}' does not say how readings become its input; import it again with --mean and --std (0 and 1 if it reads them as they are), or a float model with --calibration of such data"
                    : $"{path}: network '{package.Network.Name}' does not say how values become its input; train it on data of your own"
            );
    }

    // Bytes of images are readings.
    private static DataSet Read(DataSet data, InputContract contract, FeatureMap input)
    {
        var channels = contract.Channels;
        Samples Of(Samples samples) =>
            samples with
            {
                Values =
                [
                    .. samples.Values.Select(
                        (value, place) =>
                            unchecked((byte)channels[place % channels.Length].Apply(channels[place % channels.Length].ReadingOf(value)))
                    ),
                ],
            };
        return data with
        {
            Input = input with { Shape = data.Input.Shape },
            Contract = contract,
            Training = Of(data.Training),
            Test = Of(data.Test),
            Validation = data.Validation is { } validation ? Of(validation) : null,
        };
    }

    // As the network reads its inputs.
    private static DataOptions OptionsOf(ModelPackage package, InputContract? contract)
    {
        var shape = package.Network.Input.Shape;
        return new DataOptions
        {
            Window = contract?.Kind is "signal" or "sound" ? shape.Width : null,
            Rate = contract?.Kind is "sound" ? (int?)contract.Rate : null,
            Size =
                contract is null or { Kind: "image" }
                && shape is { Height: > 1 and <= DataOptions.MaximumSide, Width: <= DataOptions.MaximumSide }
                    ? (shape.Height, shape.Width)
                    : null,
            IsGrey = contract is null or { Kind: "image" } && shape.Channels == 1 ? true : null,
        };
    }
}
