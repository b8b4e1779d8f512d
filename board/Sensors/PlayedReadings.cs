using Striate.Codegen;

namespace Striate.Board.Sensors;

/// <summary>A recording that the sensor of an emulated board plays, from each start of the board on.</summary>
/// <param name="Readings">Sample after sample, channel after channel.</param>
/// <param name="Channels">Readings of a sample.</param>
/// <param name="Settings">Which sensor it is.</param>
public sealed record PlayedReadings(ReadOnlyMemory<short> Readings, int Channels, FirmwareSettings Settings)
{
    /// <summary>
    /// Whether the recording waits for the board, so that no reading is lost however slow that is; otherwise the sensor loses what its
    /// queue cannot hold, as a real one does.
    /// </summary>
    public bool Waits { get; init; } = true;

    /// <summary>Samples of the recording.</summary>
    public int Samples => Readings.Length / Channels;

    /// <summary>A reading; behind the end it stays as it was last.</summary>
    internal short At(int sample, int channel) => Readings.Span[(Math.Min(sample, Samples - 1) * Channels) + channel];
}
