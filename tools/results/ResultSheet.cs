using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Striate.Model.Figures;
using Striate.Model.Packaging;

namespace Striate.Results;

/// <summary>
/// What is known about a trained network, with the same keys for every network and data set: the final figures of its training,
/// and, once they are recorded, the command that trained it and what its packages cost on a device.
/// </summary>
public sealed record ResultSheet : TrainedFigures
{
    private const int LongestFile = 1 << 20;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Where a run folder has its sheet.</summary>
    public const string RunFile = "results.json";

    /// <summary>A sheet whose members are set by name.</summary>
    [JsonConstructor]
    public ResultSheet() { }

    /// <summary>The sheet of a training.</summary>
    /// <param name="report">What its package reports.</param>
    /// <param name="package">SHA-256 of the package.</param>
    /// <param name="start">What the segment network started from: <c>random</c>, <c>dense</c> or <c>imported</c>.</param>
    [SetsRequiredMembers]
    public ResultSheet(TrainingReport report, string package, string start)
        : base(report)
    {
        (Network, DataSet, DataSetSha256, Epochs, Seed) = (
            report.Network,
            report.DataSet,
            report.DataSetSha256,
            report.Epochs,
            (int)report.Seed
        );
        (Package, Start, Baseline, Validation) = (package, start, report.Baseline, report.Validation);
    }

    /// <summary>Name of the network.</summary>
    public required string Network { get; init; }

    /// <summary>Factor of its channel counts.</summary>
    public required double Width { get; init; }

    /// <summary>Name of the data set.</summary>
    public required string DataSet { get; init; }

    /// <summary>Checksum of the samples.</summary>
    public required string DataSetSha256 { get; init; }

    /// <summary>Epochs of the dense and of the segment network each.</summary>
    public required int Epochs { get; init; }

    /// <summary>Seed.</summary>
    public required int Seed { get; init; }

    /// <summary>Threads of a tensor operation.</summary>
    public required int Threads { get; init; }

    /// <summary>What the segment network started from: <c>random</c>, <c>dense</c> or <c>imported</c>.</summary>
    public required string Start { get; init; }

    /// <summary>Weight of the dense network's answers.</summary>
    public required double Distillation { get; init; }

    /// <summary>Wall-clock time of the run, of all processes that it took.</summary>
    [JsonPropertyOrder(2)]
    public required double Seconds { get; init; }

    /// <summary>SHA-256 of the package.</summary>
    [JsonPropertyOrder(2)]
    public required string Package { get; init; }

    /// <summary>The command line that trained it; null where it was not recorded.</summary>
    [JsonPropertyOrder(2)]
    public string? Command { get; init; }

    /// <summary>The record whose run lent it a network, by name; null where nothing was taken.</summary>
    [JsonPropertyOrder(2)]
    public string? Source { get; init; }

    /// <summary>A remark for the reader.</summary>
    [JsonPropertyOrder(2)]
    public string? Note { get; init; }

    /// <summary>
    /// Percent of the test samples that the most frequent class of the training samples reaches; null where it was not counted.
    /// </summary>
    [JsonPropertyOrder(2)]
    public double? Baseline { get; init; }

    /// <summary>What the package costs; null where it was not measured.</summary>
    [JsonPropertyOrder(2)]
    public PackageFigures? Segments { get; init; }

    /// <summary>The same for the dense network of the training.</summary>
    [JsonPropertyOrder(2)]
    public PackageFigures? Dense { get; init; }

    /// <summary>Percent of the samples for validation, the package on the integer reference; null where there are none.</summary>
    [JsonPropertyOrder(2)]
    public double? Validation { get; init; }

    /// <summary>The same training from several seeds, that of the package first; null: from one alone.</summary>
    [JsonPropertyOrder(2)]
    public ImmutableArray<SeedFigures>? Seeds { get; init; }

    /// <summary>Writes the sheet, whole or not at all.</summary>
    public void Write(string path) =>
        AtomicFile.Write(
            path,
            stream =>
            {
                JsonSerializer.Serialize(stream, this, s_json);
                stream.WriteByte((byte)'\n');
            }
        );

    /// <summary>Reads a sheet.</summary>
    /// <exception cref="StriateException">There is none, or the file is something else.</exception>
    public static ResultSheet Read(string path)
    {
        var sheet = ResultFile.Read<ResultSheet>(
            path,
            LongestFile,
            s_json,
            "results of a training",
            "'striate train --results FILE' writes one"
        );
        return sheet.Problem() is { } problem
            ? throw new StriateException(ErrorKind.BadFile, $"{path}: no results of a training: {problem}")
            : sheet;
    }

    // What a page would show as something else than it is.
    private string? Problem()
    {
        double[] percentages =
        [
            DenseFloat,
            DenseInteger,
            SegmentsFloat,
            Integer,
            RemovedConvParameters,
            RemovedParameters,
            RemovedMacs,
            Baseline ?? 0,
            Validation ?? 0,
            Matched?.Float ?? 0,
            Matched?.Integer ?? 0,
        ];
        string?[] texts = [Network, DataSet, DataSetSha256, Start, Package, Command, Source, Note];
        double[] numbers = [Width, Distillation, Bits, Seconds];
        return percentages.FirstOrDefault(value => value is not (>= 0 and <= 100), double.NaN) is var percentage
            && !double.IsNaN(percentage)
                ? FormattableString.Invariant($"{percentage} is not a percentage")
            : texts.OfType<string>().FirstOrDefault(text => !ResultFile.IsPlain(text)) is not null
                ? "a text has control characters or marks of a table"
            : !numbers.All(number => double.IsFinite(number) && number >= 0) || Epochs < 1 || Width <= 0 || Bits is not (>= 1 and <= 8)
                ? "a number is out of its range"
            : Seeds is { } seeds
            && (
                seeds.IsDefault
                || seeds.Any(seed =>
                    seed is null || !new[] { seed.Dense, seed.Matched ?? 0, seed.Segments }.All(value => value is >= 0 and <= 100)
                )
            )
                ? "an accuracy of a seed is not a percentage"
            : Segments?.Problem() ?? Dense?.Problem();
    }
}

/// <summary>Accuracies of a training from one seed, percent of the test samples on integers.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Dense">Of the dense network.</param>
/// <param name="Matched">Of the dense network of equal epochs; null: none was trained.</param>
/// <param name="Segments">Of the segment network.</param>
public sealed record SeedFigures(int Seed, double Dense, double? Matched, double Segments);
