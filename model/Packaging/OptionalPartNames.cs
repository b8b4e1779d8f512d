using System.Collections.Immutable;

namespace Striate.Model.Packaging;

/// <summary>
/// Parts that a package of format 3 may have besides those that every package has. Their names are reserved; what they hold is
/// for those who write and read them, everyone else keeps their bytes.
/// </summary>
public static class OptionalPartNames
{
    /// <summary>How raw data become the network's input.</summary>
    public const string InputContract = "input-contract.json";

    /// <summary>How the data of the network's training were read and split.</summary>
    public const string DataReading = "data-reading.json";

    /// <summary>Weights that several kernels share.</summary>
    public const string Codebooks = "codebooks.bin";

    /// <summary>What a board was measured to take.</summary>
    public const string Costs = "costs.json";

    /// <summary>Which file of another framework the network was taken from, and what was done to it.</summary>
    public const string SourceModel = "source-model.json";

    /// <summary>All of them, in the order of the file.</summary>
    public static ImmutableArray<string> All { get; } = [Codebooks, Costs, DataReading, InputContract, SourceModel];
}
