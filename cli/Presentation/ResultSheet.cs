using System.Text.Json;
using System.Text.Json.Serialization;
using Striate.Model.Packaging;
using Striate.Trainer;

namespace Striate.Cli.Presentation;

/// <summary>The final figures of a training, with the same keys for every network and data set.</summary>
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
/// <param name="Seconds">Wall-clock time of the process that finished the run.</param>
/// <param name="Package">SHA-256 of the package.</param>
internal sealed record ResultSheet(
    string Network, double Width, string DataSet, string DataSetSha256, int Epochs, int Seed, int Threads, string Start, double Distillation,
    double DenseFloat, double DenseInteger, double SegmentsFloat, double Integer, double Bits,
    double RemovedConvParameters, double RemovedParameters, double RemovedMacs,
    long WeightBytes, long IndexBytes, long TotalBytes, double Seconds, string Package)
{
    private const int LongestFile = 1 << 16;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Where a run folder has its sheet.</summary>
    public const string RunFile = "results.json";

    /// <summary>The sheet of a finished training.</summary>
    public static ResultSheet Of(TrainingOptions options, Model.Packaging.TrainingReport report, double seconds, string package) => new(
        report.Network, options.Width, report.DataSet, report.DataSetSha256, report.Epochs, options.Seed, options.Threads,
        options.StartFromDense ? "dense" : "random", options.Distillation,
        report.DenseFloat, report.DenseInteger, report.SegmentsFloat, report.Integer, report.Bits,
        report.RemovedConvParameters, report.RemovedParameters, report.RemovedMacs,
        report.WeightBytes, report.IndexBytes, report.TotalBytes, Math.Round(seconds, 1), package);

    /// <summary>Writes the sheet, whole or not at all.</summary>
    public void Write(string path) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, this, s_json);
        stream.WriteByte((byte)'\n');
    });

    /// <summary>Reads a sheet.</summary>
    /// <exception cref="CliException">There is none, or the file is something else.</exception>
    public static ResultSheet Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new CliException(ExitCode.BadInput, $"{path}: no such file; 'striate train --results FILE' writes one");
        }

        if (new FileInfo(path).Length > LongestFile)
        {
            throw new CliException(ExitCode.BadInput, $"{path}: more than {LongestFile:N0} bytes, so it holds no results of a training");
        }

        try
        {
            return JsonSerializer.Deserialize<ResultSheet>(File.ReadAllText(path), s_json)
                ?? throw new JsonException("null");
        }
        catch (JsonException problem)
        {
            throw new CliException(ExitCode.BadInput, $"{path}: no results of a training: {problem.Message.ReplaceLineEndings(" ")}");
        }
    }
}
