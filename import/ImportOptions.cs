using System.Collections.Immutable;

namespace Striate.Import;

/// <summary>The user's choices.</summary>
/// <param name="Name">Name of the network; null: the file's.</param>
/// <param name="Labels">Names of the classes; empty: none.</param>
/// <param name="DropSoftmax">Leaves out a closing softmax: the order of the classes stays, but for ties.</param>
public sealed record ImportOptions(string? Name, ImmutableArray<string> Labels, bool DropSoftmax)
{
    /// <summary>Inputs that are like those to come, for a float model; null: none.</summary>
    public CalibrationSamples? Calibration { get; init; }

    /// <summary>Reads such inputs for the model's input; null: <see cref="Calibration"/> has them, or there are none.</summary>
    public Func<CalibrationInput, CalibrationSamples>? CalibrationFor { get; init; }

    /// <summary>How readings become what the model reads; null: nobody says.</summary>
    public InputPreparation? Preparation { get; init; }

    /// <summary>What gives such inputs where the user is, as errors name it; null: nothing does there.</summary>
    public string? CalibrationOption { get; init; } = "--calibration";

    /// <summary>Whether there are such inputs.</summary>
    internal bool IsCalibrated => Calibration is not null || CalibrationFor is not null;

    /// <summary>How a float model is quantised.</summary>
    public CalibrationOptions Quantisation { get; init; } = new();

    /// <summary>Gets what is done while a float model is quantised, from several threads; null: nobody listens.</summary>
    public IProgress<ImportProgress>? Progress { get; init; }

    /// <summary>Stops the quantisation of a float model between two samples.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Whether a float model whose outputs are not said to be classes is refused before it is quantised.</summary>
    public bool RequiresClasses { get; init; }

    /// <summary>What the network is called where nobody says otherwise; null: nothing is known.</summary>
    internal string? FileName { get; init; }

    /// <summary>Everything as the file has it.</summary>
    public static readonly ImportOptions Default = new(null, [], false);
}

/// <summary>Inputs of a float model that show the ranges of its tensors.</summary>
/// <param name="Shape">[N, ...]: the rest is the model's input without its batch, in the model's own order.</param>
/// <param name="Values">Real numbers as the model reads them.</param>
/// <param name="Note">What people must know of how they were read; null: nothing.</param>
/// <param name="Readings">What they were made of; null: nobody says.</param>
public sealed record CalibrationSamples(
    ImmutableArray<int> Shape,
    ImmutableArray<float> Values,
    string? Note = null,
    InputReadings? Readings = null
);

/// <summary>What samples have to be.</summary>
/// <param name="Sides">The model's input without its batch.</param>
/// <param name="IsChannelsLast">Whether the model has channels behind height and width; else they may stand on either side.</param>
public sealed record CalibrationInput(ImmutableArray<int> Sides, bool IsChannelsLast);

/// <summary>How a float model is quantised.</summary>
/// <param name="Ranges">What range of real numbers the bytes of a tensor stand for.</param>
/// <param name="Equalises">Whether channels between two convolutions are brought to the same reach (cross-layer equalisation).</param>
/// <param name="CorrectsBias">Whether biases take away what rounded weights add to the mean of their channel.</param>
/// <param name="Bits">Bits of a weight, 2..8.</param>
/// <param name="WeightBytes">Bytes that all weights may have: layers that lose least get fewer bits; null: as many as come.</param>
public sealed record CalibrationOptions(
    CalibrationRanges Ranges = CalibrationRanges.MinimumMaximum,
    bool Equalises = true,
    bool CorrectsBias = true,
    int Bits = 8,
    long? WeightBytes = null
);

/// <summary>What range of real numbers the bytes of a tensor stand for.</summary>
public enum CalibrationRanges
{
    /// <summary>From the smallest to the largest number in all samples.</summary>
    MinimumMaximum,

    /// <summary>Without one in 10,000 numbers on each side.</summary>
    Percentile,

    /// <summary>The one whose rounding and clamping changes the numbers least (squared error).</summary>
    LeastError,
}
