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

    /// <summary>Reads such inputs for a model that reads so many of them at a time, its batch left out; null: <see cref="Calibration"/> has them, or there are none.</summary>
    public Func<ImmutableArray<int>, CalibrationSamples>? CalibrationFor { get; init; }

    /// <summary>Whether there are such inputs.</summary>
    internal bool IsCalibrated => Calibration is not null || CalibrationFor is not null;

    /// <summary>What the network is called where nobody says otherwise; null: nothing is known.</summary>
    internal string? FileName { get; init; }

    /// <summary>Everything as the file has it.</summary>
    public static readonly ImportOptions Default = new(null, [], false);
}

/// <summary>Inputs of a float model that show the ranges of its tensors.</summary>
/// <param name="Shape">[N, ...]: the rest is the model's input without its batch, in the model's own order.</param>
/// <param name="Values">Real numbers as the model reads them.</param>
public sealed record CalibrationSamples(ImmutableArray<int> Shape, ImmutableArray<float> Values);
