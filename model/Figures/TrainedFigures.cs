using System.Text.Json.Serialization;

namespace Striate.Model.Figures;

/// <summary>
/// What a training reached and what its package holds: what package report, result sheets and the demo show alike. Accuracies are percent
/// of the test samples and shares are percent of the dense network's, rounded to two decimals.
/// </summary>
public record TrainedFigures
{
    /// <summary>Accuracy of the dense network in floating point.</summary>
    [JsonPropertyOrder(1)]
    public required double DenseFloat { get; init; }

    /// <summary>Accuracy of the dense network on the integer reference.</summary>
    [JsonPropertyOrder(1)]
    public required double DenseInteger { get; init; }

    /// <summary>The dense network of equal epochs; null: none was trained.</summary>
    [JsonPropertyOrder(1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EpochMatched? Matched { get; init; }

    /// <summary>
    /// Points that the integers of the package's network are below the dense network's of equal epochs; null: none was trained.
    /// </summary>
    [JsonIgnore]
    public double? PointsBelowMatched => Matched is null ? null : Math.Round(Matched.Integer - Integer, 2);

    /// <summary>Accuracy of the network with segments in floating point.</summary>
    [JsonPropertyOrder(1)]
    public required double SegmentsFloat { get; init; }

    /// <summary>Accuracy of the package's network on the integer reference.</summary>
    [JsonPropertyOrder(1)]
    public required double Integer { get; init; }

    /// <summary>Bits per weight, mean over all kept weights.</summary>
    [JsonPropertyOrder(1)]
    public required double Bits { get; init; }

    /// <summary>Convolution weights that were removed.</summary>
    [JsonPropertyOrder(1)]
    public required double RemovedConvParameters { get; init; }

    /// <summary>All weights that were removed.</summary>
    [JsonPropertyOrder(1)]
    public required double RemovedParameters { get; init; }

    /// <summary>Multiply-accumulates that were removed.</summary>
    [JsonPropertyOrder(1)]
    public required double RemovedMacs { get; init; }

    /// <summary>Bit-packed weights, bytes.</summary>
    [JsonPropertyOrder(1)]
    public required long WeightBytes { get; init; }

    /// <summary>Bit-packed index, bytes.</summary>
    [JsonPropertyOrder(1)]
    public required long IndexBytes { get; init; }

    /// <summary>Shape lists, index and weights, bytes.</summary>
    [JsonPropertyOrder(1)]
    public required long TotalBytes { get; init; }
}
