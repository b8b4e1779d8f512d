using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Striate.Model.Packaging;

/// <summary>
/// How a network was trained and what came out. Accuracies and shares are percentages rounded to two decimals; there are
/// no times, so that the same seed gives the same bytes.
/// </summary>
/// <param name="Network">Name of the network.</param>
/// <param name="DataSet">Name of the data set.</param>
/// <param name="DataSetSha256">SHA-256 of its bytes, lower-case hexadecimal.</param>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="DenseFloat">Test accuracy of the dense float network, percent.</param>
/// <param name="DenseInteger">Test accuracy of the dense network on the integer reference, percent.</param>
/// <param name="SegmentsFloat">Test accuracy of the float network with segments, percent.</param>
/// <param name="Integer">Test accuracy of this package's network on the integer reference, percent.</param>
/// <param name="Bits">Bits per weight, mean over all kept weights.</param>
/// <param name="RemovedConvParameters">Convolution weights removed, percent of the dense network's.</param>
/// <param name="RemovedParameters">All weights removed, percent.</param>
/// <param name="RemovedMacs">Multiply-accumulates removed, percent.</param>
/// <param name="WeightBytes">Bit-packed weights, bytes.</param>
/// <param name="IndexBytes">Bit-packed index, bytes.</param>
/// <param name="TotalBytes">Shape lists, index and weights, bytes.</param>
/// <param name="Baseline">
/// Percent of the test samples that always answering the most frequent class of the training samples is right about; null
/// where it was not counted.
/// </param>
/// <param name="Split">How training and test samples were told apart, at most 1,024 characters; null: as published.</param>
/// <param name="Validation">
/// Percent of the samples for validation, this package's network on the integer reference: what trainings are compared by, so that the test
/// samples choose nothing; null where there are none.
/// </param>
/// <param name="Logistic">Percent of the test samples, logistic regression on the same samples; null where it was not fitted.</param>
/// <param name="Confusion">
/// What this package's network takes the test samples of each class for on the integer reference: a row for each class, a column for what it
/// tells; null where there are more than 64 classes.
/// </param>
/// <param name="LayerErrors">What each layer, in network order, loses by integers; null where it was not measured.</param>
public sealed record TrainingReport(
    string Network,
    string DataSet,
    string DataSetSha256,
    int Epochs,
    long Seed,
    double DenseFloat,
    double DenseInteger,
    double SegmentsFloat,
    double Integer,
    double Bits,
    double RemovedConvParameters,
    double RemovedParameters,
    double RemovedMacs,
    long WeightBytes,
    long IndexBytes,
    long TotalBytes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<LayerError>? LayerErrors = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Baseline = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Split = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Validation = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Logistic = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<ImmutableArray<int>>? Confusion = null)
{
    /// <summary>Classes of the largest matrix that a report holds.</summary>
    public const int MaximumConfusion = 64;

    /// <summary>A percentage as reports hold it.</summary>
    public static double Percent(double part, double whole) => Math.Round(100 * part / whole, 2, MidpointRounding.AwayFromZero);
}

/// <summary>What a layer and those before it lose by integers.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="SignalToNoise">
/// Energy of the layer's floating-point output over that of its difference from the integer output, decibels, on training
/// samples; -200..200. Every 6 dB are a bit.
/// </param>
public sealed record LayerError(string Layer, double SignalToNoise);
