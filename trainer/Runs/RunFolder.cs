using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Striate.DataSets;
using Striate.Model.Packaging;
using Striate.Trainer.Networks;

namespace Striate.Trainer.Runs;

/// <summary>
/// What a training leaves on disk: <c>config.json</c>, <c>epochs.jsonl</c> with a line for every epoch, a checkpoint of
/// each network, and at the end <c>report.json</c> and plots. A training that was killed continues from here and comes to
/// the same networks. One training at a time has the folder.
/// </summary>
public sealed class RunFolder : IDisposable
{
    /// <summary>Name of the dense network's checkpoint.</summary>
    public const string Dense = "dense";

    /// <summary>Name of the segment network's checkpoint.</summary>
    public const string Segments = "segments";

    /// <summary>Name of the checkpoint of the dense network with as many epochs as both others.</summary>
    public const string Matched = "matched";

    private static readonly string[] s_networks = [Dense, Segments, Matched];

    private const int LongestConfig = 1 << 16;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly JsonSerializerOptions s_indented = new(s_json) { WriteIndented = true };

    private readonly string _path;
    private readonly byte[] _fingerprint;
    private readonly FileStream? _lock;

    private RunFolder(string path, byte[] fingerprint, FileStream? held = null) => (_path, _fingerprint, _lock) = (path, fingerprint, held);

    private string LogPath => Path.Combine(_path, "epochs.jsonl");

    /// <summary>Makes the folder, or finds an interrupted run of the same training in it.</summary>
    /// <param name="dense">The run whose dense network this one takes; null: it trains its own.</param>
    /// <param name="segments">The run whose float networks this one takes; null: it trains its own.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="StriateException">Another training uses it, or it holds checkpoints of another training, or damaged ones; it is
    /// left as it was.</exception>
    internal static RunFolder Open(
        string path,
        TrainingOptions options,
        NetworkLayout plan,
        DataSet data,
        RunSource? dense = null,
        RunSource? segments = null
    )
    {
        Directory.CreateDirectory(path);
        // Where files are does not change what is learned.
        var taken = string.Join(' ', new[] { Named(Dense, dense), Named(Segments, segments) }.Where(part => part is not null));
        var written = options with
        {
            RunFolder = null,
            DataFolder = null,
            DenseRun = null,
            FloatRun = null,
            Taken = taken.Length > 0 ? taken : null,
            TakenFloatEpochs = segments?.FloatEpochs,
        };
        var config = JsonSerializer.Serialize(written, s_indented);
        var folder = new RunFolder(path, Fingerprint(config, plan, data), Lock(path));
        try
        {
            folder.Begin(config);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(Path.Combine(path, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException problem)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path} is in use by another training; wait until it has ended, or choose another run folder",
                problem
            );
        }
    }

    private void Begin(string config)
    {
        var isBegun = s_networks.Any(name => File.Exists(CheckpointPath(name)));
        if (isBegun && File.Exists(ConfigPath(_path)) && OptionDifference.Of(ReadConfig(_path).Config, config) is { } difference)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{_path} holds another training: {difference}; give the options of that run, choose another run folder, or remove this one"
            );
        }

        foreach (var name in s_networks)
        {
            Read(name);
        }

        AtomicFile.Write(ConfigPath(_path), stream => stream.Write(Encoding.UTF8.GetBytes(config + "\n")));
    }

    /// <summary>Opens the folder of a run whose networks another one takes, and reads its options.</summary>
    /// <exception cref="StriateException">There is no run, or its options cannot be read.</exception>
    public static (RunFolder Folder, TrainingOptions Options) OpenSource(string path, NetworkLayout plan, DataSet data)
    {
        var (config, options) = ReadConfig(path);
        return (new RunFolder(path, Fingerprint(config.TrimEnd('\n'), plan, data)), options);
    }

    /// <summary>Reads the options of a run.</summary>
    /// <exception cref="StriateException">There is no run, or its options cannot be read.</exception>
    public static TrainingOptions ReadOptions(string path) => ReadConfig(path).Options;

    private static (string Config, TrainingOptions Options) ReadConfig(string path)
    {
        var file = ConfigPath(path);
        if (!File.Exists(file) || new FileInfo(file).Length > LongestConfig)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path} is not a run folder: it has no config.json of at most {LongestConfig:N0} bytes"
            );
        }

        try
        {
            var config = File.ReadAllText(file);
            var options = JsonSerializer.Deserialize<TrainingOptions>(config, s_json) ?? throw new JsonException("null");
            options.Validate();
            return (config, options);
        }
        catch (JsonException problem)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{file}, {JsonPlace.Of(problem)}: not the options of a training; name the folder of another run",
                problem
            );
        }
        catch (Exception problem) when (problem is ArgumentException or NullReferenceException)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{file} holds no options of a training: {problem.Message.ReplaceLineEndings(" ")}",
                problem
            );
        }
    }

    /// <summary>The last saved state of one network, or null.</summary>
    /// <param name="name"><see cref="Dense"/>, <see cref="Segments"/> or <see cref="Matched"/>.</param>
    /// <exception cref="StriateException">The checkpoint is damaged, or belongs to another training.</exception>
    public CandidateState? Read(string name) => Checkpoint.Read(CheckpointPath(name), _fingerprint);

    /// <summary>The saved state of a network that is trained to its end.</summary>
    /// <param name="epochs">Its epochs.</param>
    /// <exception cref="StriateException">There is none, it is damaged, of another network, or not finished.</exception>
    public CandidateState ReadFinished(string name, int epochs)
    {
        var state = Read(name);
        return state?.Epochs >= epochs
            ? state
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{_path}: its {name} network has {state?.Epochs ?? 0} of {epochs} epochs; finish that run first"
            );
    }

    /// <summary>Saves the state of one network.</summary>
    public void Write(string name, CandidateState state) => Checkpoint.Write(CheckpointPath(name), _fingerprint, state);

    /// <summary>Adds the line of an epoch.</summary>
    public void Log(EpochRecord epoch) => File.AppendAllText(LogPath, JsonSerializer.Serialize(epoch, s_json) + "\n");

    /// <summary>Drops lines of epochs that no checkpoint holds: they will be run again.</summary>
    /// <param name="epochs">Epochs of the dense network.</param>
    /// <param name="segmentEpochs">Epochs of the segment network.</param>
    /// <param name="isTaken">The dense network is another run's.</param>
    /// <returns>Seconds that the epochs which are left have taken.</returns>
    public double TrimLog(int epochs, int segmentEpochs, bool isTaken)
    {
        var dense = isTaken ? epochs : Read(Dense)?.Epochs ?? 0;
        var segments = dense == epochs ? Read(Segments)?.Epochs ?? 0 : 0;
        var done = dense + segments + (segments == segmentEpochs ? Read(Matched)?.Epochs ?? 0 : 0);
        var left = ReadLog(_path).Where(record => record.Epoch <= done).ToArray();
        var kept = string.Concat(left.Select(record => JsonSerializer.Serialize(record, s_json) + "\n"));
        AtomicFile.Write(LogPath, stream => stream.Write(Encoding.UTF8.GetBytes(kept)));
        return left.Length == 0 ? 0 : left[^1].Seconds;
    }

    /// <summary>Writes the final report and the plots.</summary>
    public void Finish(RunReport report)
    {
        var json = JsonSerializer.Serialize(report, s_indented) + "\n";
        AtomicFile.Write(Path.Combine(_path, "report.json"), stream => stream.Write(Encoding.UTF8.GetBytes(json)));
        RunPlots.Draw(_path, ReadLog(_path), report);
    }

    /// <summary>The epochs of a run, in order; a line that a kill cut off is left out.</summary>
    public static IReadOnlyList<EpochRecord> ReadLog(string path)
    {
        var log = Path.Combine(path, "epochs.jsonl");
        var records = new List<EpochRecord>();
        foreach (var line in File.Exists(log) ? File.ReadLines(log) : [])
        {
            try
            {
                records.Add(JsonSerializer.Deserialize<EpochRecord>(line, s_json)!);
            }
            catch (JsonException)
            {
                break;
            }
        }

        return records;
    }

    private static string ConfigPath(string path) => Path.Combine(path, "config.json");

    private static byte[] Fingerprint(string config, NetworkLayout plan, DataSet data)
    {
        var layers = string.Join(
            '\n',
            plan.Layers.Select(layer =>
                $"{layer.Description with { Inputs = [] }} {string.Join(',', layer.Description.Inputs)} {layer.Output}"
            )
        );
        return SHA256.HashData(Encoding.UTF8.GetBytes($"{PackageFile.ToolVersion}\n{config}\n{layers}\n{data.Checksum}\n"));
    }

    private static string? Named(string name, RunSource? source) => source is null ? null : $"{name} {source.Folder.Contents(name)}";

    /// <summary>Tells the networks of this run that another one takes from those of any other run.</summary>
    /// <param name="last">The last of them: the segment network is taken with the dense one.</param>
    private string Contents(string last) =>
        string.Join(
            ' ',
            new[] { Dense, Segments }[..(last == Dense ? 1 : 2)]
                .Select(CheckpointPath)
                .Where(File.Exists)
                .Select(path => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))))
        );

    private string CheckpointPath(string name) => Path.Combine(_path, name + ".checkpoint");
}
