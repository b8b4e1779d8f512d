using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Striate.Model.Packaging;
using Striate.DataSets;
using Striate.Trainer.Networks;

namespace Striate.Trainer.Runs;

/// <summary>
/// What a training leaves on disk: <c>config.json</c>, <c>epochs.jsonl</c> with a line for every epoch, a checkpoint of
/// each network, and at the end <c>report.json</c> and plots. A training that was killed continues from here and comes to
/// the same networks.
/// </summary>
public sealed class RunFolder
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly JsonSerializerOptions s_indented = new(s_json) { WriteIndented = true };

    private readonly string _path;
    private readonly byte[] _fingerprint;

    private RunFolder(string path, byte[] fingerprint) => (_path, _fingerprint) = (path, fingerprint);

    private string LogPath => Path.Combine(_path, "epochs.jsonl");

    /// <summary>Makes the folder, or finds an interrupted run of the same training in it.</summary>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public static RunFolder Open(string path, TrainingOptions options, NetworkPlan plan, DataSet data)
    {
        Directory.CreateDirectory(path);
        // Where files are does not change what is learned.
        var config = JsonSerializer.Serialize(options with { RunFolder = null, DataFolder = null }, s_indented);
        var layers = string.Join('\n', plan.Layers.Select(layer =>
            $"{layer.Description with { Inputs = [] }} {string.Join(',', layer.Description.Inputs)} {layer.Output}"));
        var fingerprint = SHA256.HashData(Encoding.UTF8.GetBytes($"{PackageFile.ToolVersion}\n{config}\n{layers}\n{data.Checksum}\n"));
        var configPath = Path.Combine(path, "config.json");
        AtomicFile.Write(configPath, stream => stream.Write(Encoding.UTF8.GetBytes(config + "\n")));
        return new RunFolder(path, fingerprint);
    }

    /// <summary>The last saved state of one network, or null.</summary>
    /// <param name="name"><c>dense</c> or <c>segments</c>.</param>
    /// <exception cref="InvalidDataException">The checkpoint is damaged, or belongs to another training.</exception>
    public CandidateState? Read(string name) => Checkpoint.Read(CheckpointPath(name), _fingerprint);

    /// <summary>Saves the state of one network.</summary>
    public void Write(string name, CandidateState state) => Checkpoint.Write(CheckpointPath(name), _fingerprint, state);

    /// <summary>Adds the line of an epoch.</summary>
    public void Log(EpochRecord epoch) => File.AppendAllText(LogPath, JsonSerializer.Serialize(epoch, s_json) + "\n");

    /// <summary>Drops lines of epochs that no checkpoint holds: they will be run again.</summary>
    /// <param name="epochs">Epochs of one network.</param>
    public void TrimLog(int epochs)
    {
        var dense = Read("dense")?.Epochs ?? 0;
        var done = dense + (dense == epochs ? Read("segments")?.Epochs ?? 0 : 0);
        var kept = string.Concat(ReadLog(_path).Where(record => record.Epoch <= done)
            .Select(record => JsonSerializer.Serialize(record, s_json) + "\n"));
        AtomicFile.Write(LogPath, stream => stream.Write(Encoding.UTF8.GetBytes(kept)));
    }

    /// <summary>Writes the final report and the plots.</summary>
    public void Finish(TrainingReport report)
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

    private string CheckpointPath(string name) => Path.Combine(_path, name + ".checkpoint");
}
