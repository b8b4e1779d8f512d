using Striate.DataSets.Numpy;
using Striate.UnitTests.Cli;
using Striate.UnitTests.Import;

namespace Striate.UnitTests.Documents;

/// <summary>The commands of the page about Keras models, on the model that it is about.</summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public sealed class KerasPageTests : IDisposable
{
    private const string Model = "mlperf_kws_i8";
    private const double InputScale = 0.584702909;
    private const int InputZeroPoint = 83;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("striate-keras-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_the_page_shows_is_printed_and_the_outputs_are_those_of_the_source_runtime()
    {
        KnownModels.Require();
        var (inputs, expected) = (
            KnownModels.Samples(KnownModels.Results(Model, "inputs.npy")),
            KnownModels.Samples(KnownModels.Results(Model, "outputs.npy"))
        );
        File.Copy(KnownModels.FileOf(Model), this["kws_ref_model.tflite"]);
        Write("inputs.npy", "|i1", inputs.SelectMany(input => input));
        Write(
            "features.npy",
            "<f4",
            inputs
                .SelectMany(input => input)
                .SelectMany(value => BitConverter.GetBytes((float)(InputScale * ((sbyte)value - InputZeroPoint))))
        );

        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "keras.md"));
        var commands = CommandPage.CommandsOf(page).ToList();
        commands.Count.ShouldBe(4);
        foreach (var command in commands)
        {
            var run = CliRun.Of([
                .. command.Split(' ').Select(word => word.Contains('.', StringComparison.Ordinal) || word == "layers" ? this[word] : word),
            ]);
            run.ExitCode.ShouldBe(0, run.Error);
            var printed = run
                .Output.Replace(_folder.FullName + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
                .TrimEnd()
                .Split('\n');
            CommandPage
                .TranscriptOf(page, command)
                .Split("\n\n")[0]
                .ShouldBe(string.Join('\n', printed.Select(line => "    " + line.TrimEnd())), command);
        }

        var (outputs, scores) = (Read("outputs.npy"), Read("scores.npy"));
        page.ShouldContain($"    int8 ({outputs.Shape[0]}, {outputs.Shape[1]}) 0 of {outputs.Data.Length} differ\n");
        outputs.Data.ShouldBe(expected.SelectMany(output => output));
        scores.Shape.ShouldBe(outputs.Shape);
        scores.Reals().ShouldBe(expected.SelectMany(output => output).Select(value => ((sbyte)value + 128) / 256.0));
        Read("layers/conv_2d0.npy").Shape.ShouldBe([64, 25, 5, 64]);
    }

    private string this[string name] => Path.Combine(_folder.FullName, name);

    private void Write(string name, string type, IEnumerable<byte> data)
    {
        using var stream = File.Create(this[name]);
        new NumpyArray(type, [64, 49, 10, 1], [.. data]).Write(stream);
    }

    private NumpyArray Read(string name)
    {
        using var stream = File.OpenRead(this[name]);
        return NumpyArray.Read(stream, name);
    }
}
