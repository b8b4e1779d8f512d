using Striate.Cli;
using Striate.Import;
using Striate.UnitTests.Cli;
using Striate.UnitTests.Import.Onnx;

namespace Striate.UnitTests.Import;

/// <summary>A float model without samples: what gives some where the user is.</summary>
public sealed class FloatRefusalTests : IDisposable
{
    private readonly PackageFolder _folder = new();

    public FloatRefusalTests() =>
        File.WriteAllBytes(
            _folder["model.onnx"],
            new OnnxBuilder()
                .Input("x", 1, 3, 8)
                .Output("y", 1, 2)
                .Constant("w", [2, 3, 3], new float[18])
                .Node("Conv", ["x", "w"], ["a"])
                .Node("GlobalAveragePool", ["a"], ["b"])
                .Node("Flatten", ["b"], ["y"])
                .Build()
        );

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_import_names_its_option() =>
        CliRun
            .Of("import", _folder["model.onnx"], "--check")
            .ShouldBeRefused(ExitCode.BadInput, "STR1805", "give inputs that are like the real ones with --calibration, or quantise");

    [Fact]
    public void A_training_which_has_no_such_option_names_an_import() =>
        CliRun
            .Of("train", "--from", _folder["model.onnx"], "--data-set", "digits", "--out", _folder["a.striate"])
            .ShouldBeRefused(
                ExitCode.BadInput,
                "STR1805",
                "('striate import MODEL --calibration PATH --out FILE.striate'), and name that package"
            );

    [Fact]
    public void A_training_belongs_to_the_weights_beside_a_model_too()
    {
        ImportedSource.Identity("abc", []).ShouldBe("abc");
        File.WriteAllText(_folder["w.bin"], "one");
        var one = ImportedSource.Identity("abc", [_folder["w.bin"]]);
        File.WriteAllText(_folder["w.bin"], "two");
        var two = ImportedSource.Identity("abc", [_folder["w.bin"]]);
        two.ShouldNotBe(one);
        (one.Length, ImportedSource.Identity("abd", [_folder["w.bin"]]) == two).ShouldBe((64, false));
    }

    [Fact]
    public void A_model_with_scales_of_its_own_needs_none()
    {
        foreach (var option in new[] { "--calibration", "[import] calibration" })
        {
            var options = ImportOptions.Default with { Calibration = new CalibrationSamples([1, 1], [0]), CalibrationOption = option };
            Should
                .Throw<ImportException>(() => ModelImporter.Import(TfliteBuilder.Sample(), options))
                .Problem.Remedy.ShouldBe($"leave out {option}");
        }
    }
}
