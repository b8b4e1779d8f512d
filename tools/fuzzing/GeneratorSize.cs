namespace Striate.Fuzzing;

/// <summary>How large random networks get.</summary>
/// <param name="Layers">Most layers before the one that gives the logits.</param>
/// <param name="Side">Longest side of the input.</param>
/// <param name="Channels">Most channels of a map.</param>
/// <param name="LayerOperations">Most dense multiply-accumulates of a layer; keeps the slow, readable reference fast enough.</param>
public sealed record GeneratorSize(int Layers, int Side, int Channels, int LayerOperations)
{
    /// <summary>Networks that the reference runs in well under a millisecond: for thousands of cases.</summary>
    public static readonly GeneratorSize Small = new(4, 7, 8, 8_000);

    /// <summary>Networks with up to 40 channels: for hundreds of cases.</summary>
    public static readonly GeneratorSize Medium = new(8, 12, 40, 60_000);

    /// <summary>Networks of signals and of lists of spectra that stream exactly.</summary>
    public static readonly GeneratorSize Streamed = new(6, 40, 12, 12_000) { Streams = true };

    /// <summary>Whether time runs along the rows, or along the columns of a map of one row, without padding.</summary>
    public bool Streams { get; init; }
}
