using System.Collections.Immutable;
using Striate.Model.Packaging;

namespace Striate.Trainer;

/// <summary>
/// What a training came to, unrounded, and what its run folder tells beside a package's report. It holds no times: the same seed gives the
/// same report.
/// </summary>
/// <param name="Network">Name of the network.</param>
/// <param name="DataSet">Name of the data set.</param>
/// <param name="DataSetChecksum">SHA-256 of its files.</param>
/// <param name="Epochs">Epochs of the dense and of the segment network each.</param>
/// <param name="Seed">Seed.</param>
/// <param name="Threads">Threads of a tensor operation.</param>
/// <param name="Distillation">Weight of the dense network's answers in the segment network's loss.</param>
/// <param name="DenseFloat">Percent of the test samples, dense network in floating point.</param>
/// <param name="DenseInteger">Percent, dense network in integers.</param>
/// <param name="SegmentsFloat">Percent, segment network in floating point.</param>
/// <param name="Integer">Percent, segment network in integers.</param>
/// <param name="Baseline">Percent that always answering the most frequent class of the training samples would reach.</param>
/// <param name="Bits">Bits per weight, mean over the kept weights.</param>
/// <param name="Counts">What was kept.</param>
/// <param name="Layers">The convolutions that have segments.</param>
/// <param name="Errors">What each layer of the segment network loses by integers, on training samples.</param>
/// <param name="Split">How training and test samples were told apart; null: as published.</param>
/// <param name="Validation">Percent of the samples for validation, segment network in integers; null: there are none.</param>
/// <param name="DenseValidation">The same of the dense network.</param>
/// <param name="Logistic">Percent of the test samples, logistic regression on the same samples; null: it was not fitted.</param>
/// <param name="Confusion">What the segment network in integers takes the test samples of each class for: a row for each.</param>
/// <param name="DenseConfusion">The same of the dense network.</param>
/// <param name="Imported">SHA-256 of the imported network that is the dense one, lower-case hexadecimal; null: it was trained.</param>
/// <param name="Matched">The dense network of equal epochs; null: none was trained.</param>
public sealed record RunReport(
    string Network,
    string DataSet,
    string DataSetChecksum,
    int Epochs,
    int Seed,
    int Threads,
    double Distillation,
    double DenseFloat,
    double DenseInteger,
    double SegmentsFloat,
    double Integer,
    double Baseline,
    double Bits,
    SegmentCounts Counts,
    ImmutableArray<LayerSegments> Layers,
    ImmutableArray<LayerError> Errors,
    string? Split = null,
    double? Validation = null,
    double? DenseValidation = null,
    double? Logistic = null,
    ImmutableArray<ImmutableArray<int>> Confusion = default,
    ImmutableArray<ImmutableArray<int>> DenseConfusion = default,
    string? Imported = null,
    MatchedAccuracy? Matched = null
);

/// <summary>A dense network with as many epochs as dense and segment network have together.</summary>
/// <param name="Epochs">Its epochs.</param>
/// <param name="Float">Percent of the test samples in floating point.</param>
/// <param name="Integer">Percent in integers.</param>
public sealed record MatchedAccuracy(int Epochs, double Float, double Integer);

/// <summary>Parameters and multiply-accumulates, dense and kept.</summary>
/// <param name="DenseConvParameters">Weights of all convolutions when dense.</param>
/// <param name="KeptConvParameters">Weights of all convolutions that are kept.</param>
/// <param name="DenseMacs">Multiply-accumulates of the dense network, padding included.</param>
/// <param name="KeptMacs">Multiply-accumulates of kept weights, padding included.</param>
public sealed record SegmentCounts(long DenseConvParameters, long KeptConvParameters, long DenseMacs, long KeptMacs)
{
    /// <summary>Percent of the convolutions' parameters that were removed.</summary>
    public double RemovedConvParameters => Percent(DenseConvParameters, KeptConvParameters);

    /// <summary>Percent of all multiply-accumulates that were removed.</summary>
    public double RemovedMacs => Percent(DenseMacs, KeptMacs);

    private static double Percent(long dense, long kept) => dense == 0 ? 0 : 100.0 * (dense - kept) / dense;
}

/// <summary>The segments of one convolution.</summary>
/// <param name="Layer">Name.</param>
/// <param name="DenseParameters">Weights when dense.</param>
/// <param name="KeptParameters">Weights that are kept.</param>
/// <param name="ShapeHistogram">Slices that have each shape, by shape number.</param>
public sealed record LayerSegments(string Layer, long DenseParameters, long KeptParameters, ImmutableArray<int> ShapeHistogram);
