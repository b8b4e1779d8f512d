using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Striate.Model.Packaging;

namespace Striate.Results;

/// <summary>How fast networks are trained, measured on one machine.</summary>
/// <param name="Machine">What it is.</param>
/// <param name="Networks">A row for each network.</param>
public sealed record TrainingSpeed(string Machine, ImmutableArray<TrainingRate> Networks)
{
    /// <summary>Name of its file among the records.</summary>
    public const string File = "training-speed.json";

    private const int LongestFile = 1 << 16;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Reads the file.</summary>
    /// <exception cref="StriateException">There is none, or it is something else.</exception>
    public static TrainingSpeed Read(string path)
    {
        var speed = ResultFile.Read<TrainingSpeed>(
            path,
            LongestFile,
            s_json,
            "speeds of training",
            "'benchmarks -- training --record FILE' writes one"
        );
        var isRight =
            !speed.Networks.IsDefault
            && ResultFile.IsPlain(speed.Machine)
            && speed.Networks.All(rate =>
                rate is { Plain: > 0, Trainer: > 0 } && ResultFile.IsPlain(rate.Network) && ResultFile.IsPlain(rate.Precision)
            );
        return isRight
            ? speed
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: no speeds of training: a rate is not above 0, or a name is not plain text"
            );
    }

    /// <summary>Writes the file with one row new or replaced; rows of other networks stay.</summary>
    /// <exception cref="StriateException">The file is there and is something else.</exception>
    public static void Record(string path, string machine, TrainingRate rate)
    {
        var others = System.IO.File.Exists(path) ? Read(path).Networks : [];
        TrainingSpeed speed = new(
            machine,
            [.. others.Where(other => other.Network != rate.Network).Append(rate).OrderByDescending(row => row.Trainer)]
        );
        AtomicFile.Write(
            path,
            stream =>
            {
                JsonSerializer.Serialize(stream, speed, s_json);
                stream.WriteByte((byte)'\n');
            }
        );
    }
}

/// <summary>One network, trained by the trainer and by plain single-precision modules in turns.</summary>
/// <param name="Network">Name of the network.</param>
/// <param name="Threads">Threads of a tensor operation.</param>
/// <param name="Batch">Images per step.</param>
/// <param name="Precision">Numbers of the trainer's maps.</param>
/// <param name="Turns">Turns; the medians are compared.</param>
/// <param name="Plain">Images per second of the plain modules.</param>
/// <param name="Trainer">Images per second of the trainer.</param>
public sealed record TrainingRate(string Network, int Threads, int Batch, string Precision, int Turns, double Plain, double Trainer);
