using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Striate.Model.Packaging;

namespace Striate.Results;

/// <summary>
/// What is known about a trained network, with the same keys for every network and data set: the final figures of its training,
/// and, once they are recorded, the command that trained it and what its packages cost on a device.
/// </summary>
/// <param name="Network">Name of the network.</param>
/// <param name="Width">Factor of its channel counts.</param>
/// <param name="DataSet">Name of the data set.</param>
/// <param name="DataSetSha256">Checksum of the samples.</param>
/// <param name="Epochs">Epochs of each of the two networks.</param>
/// <param name="Seed">Seed.</param>
/// <param name="Threads">Threads of a tensor operation.</param>
/// <param name="Start">What the segment network started from: <c>random</c> or <c>dense</c>.</param>
/// <param name="Distillation">Weight of the dense network's answers.</param>
/// <param name="DenseFloat">Percent of the test samples.</param>
/// <param name="DenseInteger">Percent of the test samples.</param>
/// <param name="SegmentsFloat">Percent of the test samples.</param>
/// <param name="Integer">Percent of the test samples: the package's accuracy on the integer reference.</param>
/// <param name="Bits">Bits per weight, mean over all kept weights.</param>
/// <param name="RemovedConvParameters">Percent of the convolutions' weights.</param>
/// <param name="RemovedParameters">Percent of all weights.</param>
/// <param name="RemovedMacs">Percent of all multiply-accumulates.</param>
/// <param name="WeightBytes">Bytes of packed weights.</param>
/// <param name="IndexBytes">Bytes of the kernel index.</param>
/// <param name="TotalBytes">Bytes of both and of what belongs to them.</param>
/// <param name="Seconds">Wall-clock time of the run, of all processes that it took.</param>
/// <param name="Package">SHA-256 of the package.</param>
/// <param name="Command">The command line that trained it; null where it was not recorded.</param>
/// <param name="Source">The record whose run lent it a network, by name; null where nothing was taken.</param>
/// <param name="Note">What a reader must know besides.</param>
/// <param name="Baseline">Percent of the test samples that the most frequent class of the training samples reaches; null where it was not counted.</param>
/// <param name="Segments">What the package costs; null where it was not measured.</param>
/// <param name="Dense">The same for the dense network of the training.</param>
/// <param name="Validation">Percent of the samples for validation, the package on the integer reference; null where there are none.</param>
public sealed record ResultSheet(
    string Network, double Width, string DataSet, string DataSetSha256, int Epochs, int Seed, int Threads, string Start, double Distillation,
    double DenseFloat, double DenseInteger, double SegmentsFloat, double Integer, double Bits,
    double RemovedConvParameters, double RemovedParameters, double RemovedMacs,
    long WeightBytes, long IndexBytes, long TotalBytes, double Seconds, string Package,
    string? Command = null, string? Source = null, string? Note = null, double? Baseline = null, PackageFigures? Segments = null, PackageFigures? Dense = null,
    double? Validation = null)
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

    /// <summary>Writes the sheet, whole or not at all.</summary>
    public void Write(string path) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, this, s_json);
        stream.WriteByte((byte)'\n');
    });

    /// <summary>Reads a sheet.</summary>
    /// <exception cref="StriateException">There is none, or the file is something else.</exception>
    public static ResultSheet Read(string path)
    {
        var sheet = ResultFile.Read<ResultSheet>(path, LongestFile, s_json, "results of a training", "'striate train --results FILE' writes one");
        return sheet.Problem() is { } problem ? throw new StriateException(ErrorKind.BadFile, $"{path}: no results of a training: {problem}") : sheet;
    }

    // What a page would show as something else than it is.
    private string? Problem()
    {
        double[] percentages = [DenseFloat, DenseInteger, SegmentsFloat, Integer, RemovedConvParameters, RemovedParameters, RemovedMacs, Baseline ?? 0, Validation ?? 0];
        string?[] texts = [Network, DataSet, DataSetSha256, Start, Package, Command, Source, Note];
        double[] numbers = [Width, Distillation, Bits, Seconds];
        return percentages.FirstOrDefault(value => value is not (>= 0 and <= 100), double.NaN) is var percentage && !double.IsNaN(percentage)
                ? FormattableString.Invariant($"{percentage} is no percentage")
            : texts.OfType<string>().FirstOrDefault(text => !ResultFile.IsPlain(text)) is not null ? "a text has control characters or marks of a table"
            : !numbers.All(number => double.IsFinite(number) && number >= 0) || Epochs < 1 || Width <= 0 || Bits is not (>= 1 and <= 8) ? "a number is out of its range"
            : Segments?.Problem() ?? Dense?.Problem();
    }
}
