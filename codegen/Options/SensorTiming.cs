using Striate.Platform;

namespace Striate.Codegen;

/// <summary>
/// Whether the firmware can read a sensor's samples while windows of them are classified. Analogue ones must be read when they are due: the
/// runtime changes threads at the end of a time slice and at no other time, so beside an inference nothing is read more often than that. A
/// motion sensor keeps samples in a queue of its own meanwhile.
/// </summary>
/// <param name="Microseconds">From one sample to the next.</param>
/// <param name="Window">Samples of each channel in a window.</param>
/// <param name="Queued">Samples that the sensor keeps; 0: none.</param>
public sealed record SensorTiming(int Microseconds, int Window, int Queued = 0)
{
    // Between the end of a slice and the time of a sample; and what reading all channels may take.
    private static readonly TimeSpan s_margin = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_reading = TimeSpan.FromMilliseconds(3);

    /// <summary>What must be left before the next sample for another thread to get a turn, microseconds.</summary>
    public static int YieldMicroseconds { get; } = (int)(SchedulingTimes.Quantum + s_margin).TotalMicroseconds;

    /// <summary>The shortest time between samples that are read while a window is classified.</summary>
    public static int ShortestConcurrentMicroseconds { get; } = YieldMicroseconds + (int)s_reading.TotalMicroseconds;

    /// <summary>A thread reads samples while a window is classified; if not, they are read in the time between windows.</summary>
    public bool IsConcurrent => Queued == 0 && Microseconds >= ShortestConcurrentMicroseconds;

    // A slice ends with a tick of the system, up to one too early; the sampler waits out what is too short for another.
    private double InferenceMicrosecondsPerSample =>
        Queued > 0
            ? Microseconds - s_reading.TotalMicroseconds
            : Math.Max((SchedulingTimes.Quantum - SchedulingTimes.Tick).TotalMicroseconds, Microseconds - ShortestConcurrentMicroseconds);

    /// <summary>The timing of settings with an input.</summary>
    public static SensorTiming Of(FirmwareSettings settings, int inputLength) =>
        new(
            settings.SampleMicroseconds,
            inputLength / settings.Channels,
            settings.Source == FirmwareSource.I2cImu ? settings.Motion.QueuedSamples : 0
        );

    /// <summary>Samples from one window to the next that leave time for an inference, and for its thread to see the window.</summary>
    /// <param name="inferenceMicroseconds">How long it takes.</param>
    public int SmallestHop(double inferenceMicroseconds) =>
        IsConcurrent || Queued > 0
            ? (int)
                Math.Ceiling(
                    (inferenceMicroseconds / InferenceMicrosecondsPerSample) + (SchedulingTimes.Quantum.TotalMicroseconds / Microseconds)
                )
            : Window + (int)Math.Ceiling(inferenceMicroseconds / Microseconds) + 1;

    /// <summary>Why samples of a signal that is computed as it comes are lost; null when none are.</summary>
    /// <param name="hop">Samples that are computed at once.</param>
    /// <param name="blockMicroseconds">How long that takes.</param>
    public string? StreamProblem(int hop, double blockMicroseconds)
    {
        var (milliseconds, fastest, smallest) = (
            blockMicroseconds / 1000,
            1_000_000 / ShortestConcurrentMicroseconds,
            SmallestHop(blockMicroseconds)
        );
        return Queued == 0 && !IsConcurrent
                ? FormattableString.Invariant(
                    $"a sample every {Microseconds / 1000.0:F1} ms cannot be read while a block is computed for {milliseconds:F1} ms: nanoFramework switches threads every {SchedulingTimes.Quantum.TotalMilliseconds:F0} ms, and a stream must not have gaps; set adc-hertz to {fastest} or less, or use a motion sensor"
                )
            : Queued > 0 && (double)Queued * Microseconds < blockMicroseconds
                ? FormattableString.Invariant(
                    $"a block takes {milliseconds:F0} ms, and the sensor keeps {Queued} samples, {Queued * Microseconds / 1000.0:F0} ms; lower imu-hertz, or generate with a smaller hop"
                )
            : hop < smallest
                ? FormattableString.Invariant(
                    $"a block of {hop} samples takes {milliseconds:F1} ms and leaves no more than {hop * InferenceMicrosecondsPerSample / 1000:F1} ms until the next; lower the samples in a second, or generate with a hop of at least {smallest}"
                )
            : null;
    }

    /// <summary>Why windows are lost at a hop; null when none are.</summary>
    /// <param name="hop">Samples from one window to the next.</param>
    /// <param name="inferenceMicroseconds">How long an inference takes.</param>
    public string? Problem(int hop, double inferenceMicroseconds)
    {
        var smallest = SmallestHop(inferenceMicroseconds);
        var (milliseconds, fastest) = (inferenceMicroseconds / 1000, 1_000_000 / ShortestConcurrentMicroseconds);
        if (Queued > 0)
        {
            return (double)Queued * Microseconds < inferenceMicroseconds
                    ? FormattableString.Invariant(
                        $"an inference takes {milliseconds:F0} ms, and the sensor keeps {Queued} samples, {Queued * Microseconds / 1000.0:F0} ms; lower imu-hertz, or a smaller network"
                    )
                : hop < smallest
                    ? FormattableString.Invariant(
                        $"an inference takes {milliseconds:F0} ms and imu-hop {hop} leaves it no more than {hop * InferenceMicrosecondsPerSample / 1000:F0} ms from one window to the next; set imu-hop to {smallest} or more, or lower imu-hertz"
                    )
                : null;
        }

        return hop >= smallest
            ? null
            : FormattableString.Invariant(
                IsConcurrent
                    ? (FormattableString)
                        $"an inference takes {milliseconds:F0} ms and adc-hop {hop} leaves it no more than {hop * InferenceMicrosecondsPerSample / 1000:F0} ms from one window to the next; set adc-hop to {smallest} or more, or lower adc-hertz"
                    : $"a sample every {Microseconds / 1000.0:F1} ms cannot be read during an inference of {milliseconds:F0} ms: nanoFramework switches threads every {SchedulingTimes.Quantum.TotalMilliseconds:F0} ms; set adc-hop to {smallest} or more, so that inferences run between windows of {Window} samples, or set adc-hertz to {fastest} or less"
            );
    }
}
