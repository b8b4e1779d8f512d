using Striate.DataSets.Reading;
using Striate.Model.Packaging;

namespace Striate.DataSets.Preparation;

/// <summary>Whether data are what a network's input contract tells of.</summary>
internal static class ContractFit
{
    /// <summary>Refuses data of another kind, or with other channels.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="data">The data.</param>
    /// <exception cref="StriateException">They are others.</exception>
    public static void Require(InputContract contract, RawData data)
    {
        var (file, kind) = (data.Groups[0].File, RangeFit.KindOf(data));
        if (contract.Kind != kind)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{file}: the data are read as {kind}, and the network reads {contract.Kind}; name the window, or use data of that kind"
            );
        }

        if (contract.Channels.Length != data.Shape.Channels)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{file}: {data.Shape.Channels} channels; the network reads {contract.Channels.Length}"
            );
        }

        string[] given = [.. Enumerable.Range(0, contract.Channels.Length).Select(channel => RangeFit.Name(data, channel))];
        string[] wanted = [.. contract.Channels.Select(channel => channel.Name)];
        if (IsNamed(given) && IsNamed(wanted) && !given.SequenceEqual(wanted))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{file}: its columns of values are {Listed(given)}; the network reads {Listed(wanted)}, in this order; give the columns these names and this order"
            );
        }
    }

    // Columns without a header have numbers, and arrays nothing.
    private static bool IsNamed(string[] names) => !names.All(name => name.All(char.IsAsciiDigit));

    private static string Listed(string[] names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
