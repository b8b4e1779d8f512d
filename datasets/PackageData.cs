using Striate.DataSets.Preparation;
using Striate.DataSets.Reading;
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
    /// <exception cref="StriateException">There is none of that name, a file is missing or damaged, or the network does not tell how values become its input.</exception>
    public static DataSet Load(string name, string? path, DataOptions options, ModelPackage package)
    {
        if (name != OwnData.Name)
        {
            return DataSetCatalog.Load(name, path, options);
        }

        var contract = InputContract.Of(package);
        var data = DataSetCatalog.Load(name, path, options, contract, OptionsOf(package, contract), ReadingPart.Of(package)).WithLabels(package.Network.Labels);
        return contract is not null || data.Contract is null ? data : throw new StriateException(
            ErrorKind.BadFile,
            $"{path}: network '{package.Network.Name}' does not tell how values become its input; train it on data of your own");
    }

    // As the network reads its inputs.
    private static DataOptions OptionsOf(ModelPackage package, InputContract? contract)
    {
        var shape = package.Network.Input.Shape;
        return new DataOptions
        {
            Window = contract?.Kind is "signal" or "sound" ? shape.Width : null,
            Rate = contract?.Kind is "sound" ? (int?)contract.Rate : null,
            Size = contract is null && shape is { Height: > 1 and <= DataOptions.MaximumSide, Width: <= DataOptions.MaximumSide } ? (shape.Height, shape.Width) : null,
            IsGrey = contract is null && shape.Channels == 1 ? true : null,
        };
    }
}
