using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Striate.Model.Figures;

namespace Striate.Model.Packaging;

/// <summary>
/// How a network was trained and what came out. There are no times, so that the same seed gives the same bytes.
/// </summary>
/// <param name="Network">Name of the network.</param>
/// <param name="DataSet">Name of the data set.</param>
/// <param name="DataSetSha256">SHA-256 of its bytes, lower-case hexadecimal.</param>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="Seed">Seed of everything random.</param>
public sealed record TrainingReport(string Network, string DataSet, string DataSetSha256, int Epochs, long Seed) : TrainedFigures
{
    /// <summary>Classes of the largest matrix that a report holds.</summary>
    public const int MaximumConfusion = 64;

    /// <summary>What each layer, in network order, loses by integers; null where it was not measured.</summary>
    [JsonPropertyOrder(2)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<LayerError>? LayerErrors { get; init; }

    /// <summary>
    /// Percent of the test samples that always answering the most frequent class of the training samples is right about; null where it was
    /// not counted.
    /// </summary>
    [JsonPropertyOrder(2)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Baseline { get; init; }

    /// <summary>How training and test samples were told apart, at most 1,024 characters; null: as published.</summary>
    [JsonPropertyOrder(2)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Split { get; init; }

    /// <summary>
    /// Percent of the samples for validation, this package's network on the integer reference: what trainings are compared by, so that the
    /// test samples choose nothing; null where there are none.
    /// </summary>
    [JsonPropertyOrder(2)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Validation { get; init; }

    /// <summary>Percent of the test samples, logistic regression on the same samples; null where it was not fitted.</summary>
    [JsonPropertyOrder(2)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Logistic { get; init; }

    /// <summary>
    /// SHA-256 of the imported network that the training began with and that the figures of the dense network are of, 64 lower-case
    /// hexadecimal digits; null where the dense network was trained.
    /// </summary>
    [JsonPropertyOrder(2)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Imported { get; init; }

    /// <summary>
    /// What this package's network takes the test samples of each class for on the integer reference: a row for each class, a column for
    /// what it tells; null where there are more than 64 classes.
    /// </summary>
    [JsonPropertyOrder(2)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<ImmutableArray<int>>? Confusion { get; init; }
}

/// <summary>What a layer and those before it lose by integers.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="SignalToNoise">
/// Energy of the layer's floating-point output over that of its difference from the integer output, decibels, on training
/// samples; -200..200. Every 6 dB are a bit.
/// </param>
public sealed record LayerError(string Layer, double SignalToNoise);
