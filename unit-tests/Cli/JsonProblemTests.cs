using System.Text;
using System.Text.RegularExpressions;
using Striate.Emulator.Reporting;
using Striate.Model.Packaging;
using Striate.Projects;
using Striate.Results;
using Striate.Trainer.Runs;
using Striate.UnitTests.Model;

namespace Striate.UnitTests.Cli;

/// <summary>Files of JSON that hold something else: the error tells the line, in words that are not the serialiser's.</summary>
public sealed partial class JsonProblemTests : IDisposable
{
    private static readonly string[] s_texts =
    [
        "",
        "{",
        "[1,",
        "nonsense",
        "{\"a\":}",
        "{}",
        "[]",
        "[{}]",
        "{\"x\": \u0001}",
        "{\"layers\": {\"a\": [1, }}",
        "{\"network\": 1}",
        "\"text\"",
        "{\"a\": 1} more",
        "{\n  \"seed\": \"many\"\n}",
    ];

    private readonly PackageFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Readers => ["record", "speed", "calibrations", "map", "figures", "run", "manifest", "report"];

    [Theory]
    [MemberData(nameof(Readers))]
    public void What_is_no_such_file_is_told_in_words(string reader)
    {
        var refused = 0;
        foreach (var text in s_texts)
        {
            var problem = Record.Exception(() => Read(reader, text));
            if (problem is null)
            {
                continue;
            }

            refused++;
            problem.ShouldBeAssignableTo<Exception>().ShouldNotBeOfType<System.Text.Json.JsonException>();
            Raw().IsMatch(problem.Message).ShouldBeFalse($"{reader}, {text}: {problem.Message}");
            problem.Message.ShouldNotContain("\n");
        }

        refused.ShouldBeGreaterThan(s_texts.Length / 2);
    }

    [GeneratedRegex("LineNumber|BytePosition|Path: |System\\.|Striate\\.|is an invalid|deserializ|could not be converted|JSON token")]
    private static partial Regex Raw();

    private void Read(string reader, string text)
    {
        var (path, bytes) = (_folder["file.json"], Encoding.UTF8.GetBytes(text));
        File.WriteAllBytes(path, bytes);
        switch (reader)
        {
            case "record":
                ResultSheet.Read(path);
                break;
            case "speed":
                TrainingSpeed.Read(path);
                break;
            case "calibrations":
                CalibrationStore.Read(path);
                break;
            case "map":
                File.Copy(path, _folder["app.layers.json"], overwrite: true);
                LayerMap.BesideAssemblies([_folder["app.dll"]]);
                break;
            case "figures":
                File.Copy(path, _folder[FiguresFile.Name], overwrite: true);
                FiguresFile.Read(_folder["."]);
                break;
            case "run":
                File.Copy(path, _folder["config.json"], overwrite: true);
                RunFolder.ReadOptions(_folder["."]);
                break;
            case "manifest":
                ManifestPart.Read(bytes, []);
                break;
            default:
                ReportPart.Read(bytes, Samples.Package.Network);
                break;
        }
    }
}
