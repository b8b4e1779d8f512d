using Striate.Cli;
using Striate.DataSets.Numpy;
using Striate.Import;
using Striate.Model.Packaging;
using Striate.Model.Reference;
using Striate.UnitTests.Import;

namespace Striate.UnitTests.Cli;

public class ImportTests
{
    [Fact]
    public void A_model_becomes_a_package_that_runs()
    {
        using var folder = new PackageFolder();
        var (model, package) = (folder["sample.tflite"], folder["imported.striate"]);
        File.WriteAllBytes(model, TfliteBuilder.Sample());
        var imported = CliRun.Of("import", model, "--out", package, "--labels", "a,b,c", "--json");
        imported.ExitCode.ShouldBe(ExitCode.Success, imported.Error);
        imported.Json.GetProperty("layers").GetInt32().ShouldBe(5);
        var network = PackageFile.Read(package).Package.Network;
        network.Labels.ShouldBe(["a", "b", "c"]);
        network.Name.ShouldBe("sample");

        byte[] inputs = [.. Enumerable.Range(0, 60).Select(index => (byte)(index * 41))];
        Write(folder["inputs.npy"], new NumpyArray("|i1", [2, 1, 6, 5, 1], inputs));
        var run = CliRun.Of(
            "run",
            package,
            "--inputs",
            folder["inputs.npy"],
            "--outputs",
            folder["outputs.npy"],
            "--layers",
            folder["layers"]
        );
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var outputs = Read(folder["outputs.npy"]);
        outputs.Type.ShouldBe("|i1");
        outputs.Shape.ShouldBe([2, 3]);
        outputs.Data.ShouldBe(
            ((int[])[0, 30])
                .SelectMany(start => ReferenceExecutor.Run(network, inputs.AsSpan(start, 30)).Logits)
                .Select(value => (byte)value)
        );
        Read(folder["layers/conv_2d0.npy"]).Shape.ShouldBe([2, 3, 3, 2]);
        Directory.GetFiles(folder["layers"]).Length.ShouldBe(5);
    }

    [Fact]
    public void What_no_import_wrote_stays_and_an_imported_package_is_no_training()
    {
        using var folder = new PackageFolder();
        var (model, imported, trained) = (folder["sample.tflite"], folder["imported.striate"], File.ReadAllBytes(folder.Package));
        File.WriteAllBytes(model, TfliteBuilder.Sample());
        CliRun.Of("import", model, "--out", folder.Package).ShouldBeRefused(ExitCode.BadInput, "'striate import' did not write", "--force");
        File.ReadAllBytes(folder.Package).ShouldBe(trained);
        File.WriteAllText(folder["notes.txt"], "mine");
        CliRun
            .Of("import", model, "--out", folder["notes.txt"])
            .ShouldBeRefused(ExitCode.BadInput, "'striate import' did not write", "--force");
        CliRun.Of("import", model, "--out", imported).ExitCode.ShouldBe(ExitCode.Success);
        CliRun.Of("import", model, "--out", imported).ExitCode.ShouldBe(ExitCode.Success);
        CliRun.Of("train", "--out", imported).ShouldBeRefused(ExitCode.BadInput, "'striate train' did not write", "--force");
        CliRun.Of("import", model, "--out", folder.Package, "--force").ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public void A_package_is_compared_with_ONNX_Runtime_layer_by_layer()
    {
        using var folder = new PackageFolder();
        var model = Path.Combine(Repository.Root, "unit-tests", "Import", "PyTorch", "mlp.onnx");
        var random = new Random(4);
        Write(
            folder["samples.npy"],
            new NumpyArray(
                "<f4",
                [16, 20],
                [.. Enumerable.Range(0, 320).SelectMany(_ => BitConverter.GetBytes((float)random.NextDouble()))]
            )
        );
        string[] import =
        [
            "import",
            model,
            "--calibration",
            folder["samples.npy"],
            "--compare",
            folder["samples.npy"],
            "--out",
            folder["mlp.striate"],
        ];
        var text = CliRun.Of(import);
        text.ExitCode.ShouldBe(ExitCode.Success, text.Error);
        text.Output.ShouldContain("SQNR, dB");
        text.Output.ShouldMatch(
            @"ONNX Runtime: 1[56] of 16 samples have the same largest output; the worst is sample \d+, counted from 0, with \d+"
        );

        var comparison = CliRun.Of([.. import, "--json"]).Json.GetProperty("comparison");
        comparison.GetProperty("samples").GetInt32().ShouldBe(16);
        comparison.GetProperty("agreeing").GetInt32().ShouldBeInRange(15, 16);
        comparison.GetProperty("worst").GetInt32().ShouldBeInRange(0, 15);
        comparison.GetProperty("worstDecibels").GetDouble().ShouldBeGreaterThan(15);
        var layers = comparison.GetProperty("layers").EnumerateArray().ToArray();
        layers.Length.ShouldBe(PackageFile.Read(folder["mlp.striate"]).Package.Network.Layers.Length);
        layers.ShouldAllBe(layer => layer.GetProperty("decibels").GetDouble() > 20 && layer.GetProperty("tensor").GetString() != "");
    }

    [Fact]
    public void What_cannot_be_compared_is_refused_and_writes_nothing()
    {
        using var folder = new PackageFolder();
        File.WriteAllBytes(folder["sample.tflite"], TfliteBuilder.Sample());
        Write(folder["samples.npy"], new NumpyArray("<f4", [1, 30], new byte[120]));
        string[] import = ["import", folder["sample.tflite"], "--out", folder["new.striate"], "--compare"];
        CliRun
            .Of([.. import, folder["samples.npy"]])
            .ShouldBeRefused(ExitCode.BadInput, "sample.tflite: ONNX Runtime runs ONNX models alone; leave out --compare");
        CliRun.Of([.. import, folder["missing.npy"]]).ShouldBeRefused(ExitCode.BadInput, "missing.npy");
        CliRun
            .Of("import", folder["sample.tflite"], "--check", "--compare", folder["samples.npy"])
            .ShouldBeRefused(ExitCode.Usage, "--compare has no effect with --check");
        File.Exists(folder["new.striate"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void Real_inputs_are_finite(double value)
    {
        using var folder = new PackageFolder();
        File.WriteAllBytes(folder["sample.tflite"], TfliteBuilder.Sample());
        CliRun.Of("import", folder["sample.tflite"], "--out", folder["imported.striate"]).ExitCode.ShouldBe(ExitCode.Success);
        float[] inputs = [.. Enumerable.Range(0, 30).Select(index => index == 7 ? (float)value : index)];
        Write(folder["inputs.npy"], new NumpyArray("<f4", [1, 1, 6, 5, 1], [.. inputs.SelectMany(BitConverter.GetBytes)]));
        CliRun
            .Of("run", folder["imported.striate"], "--inputs", folder["inputs.npy"], "--outputs", folder["outputs.npy"], "--real")
            .ShouldBeRefused(ExitCode.BadInput, "inputs.npy", "value 7 is infinite or not a number");
        File.Exists(folder["outputs.npy"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("desktop")]
    [InlineData("emulator")]
    public void Generated_code_gives_the_outputs_of_the_reference(string executor)
    {
        using var folder = new PackageFolder();
        var package = folder["imported.striate"];
        PackageFile.Write(package, ModelImporter.Import(TfliteBuilder.Sample(), ImportOptions.Default).Required());
        Write(folder["inputs.npy"], new NumpyArray("|i1", [2, 30], [.. Enumerable.Range(0, 60).Select(index => (byte)(index * 41))]));
        CliRun
            .Of("run", package, "--inputs", folder["inputs.npy"], "--outputs", folder["reference.npy"])
            .ExitCode.ShouldBe(ExitCode.Success);
        var run = CliRun.Of("run", package, "--inputs", folder["inputs.npy"], "--outputs", folder["generated.npy"], "--executor", executor);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        File.ReadAllBytes(folder["generated.npy"]).ShouldBe(File.ReadAllBytes(folder["reference.npy"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_application_for_boards_runs_an_imported_network(bool hasClasses)
    {
        using var folder = new PackageFolder();
        var package = folder["imported.striate"];
        var model = hasClasses ? TfliteBuilder.Sample() : TfliteBuilder.Map();
        PackageFile.Write(package, ModelImporter.Import(model, ImportOptions.Default).Required());
        var test = CliRun.Of("board", "test", package, "--emulated", "--vectors", "20", "--json");
        test.ExitCode.ShouldBe(ExitCode.Success, test.Error);
        (test.Json.GetProperty("equal").GetInt32(), test.Json.GetProperty("allocatedBytes").GetInt32()).ShouldBe((20, 0));
        var board = test.Json.GetProperty("board");
        (
            board.GetProperty("hasClasses").GetBoolean(),
            board.GetProperty("inputZeroPoint").GetInt32(),
            board.GetProperty("outputZeroPoint").GetInt32()
        ).ShouldBe((hasClasses, -3, hasClasses ? -128 : 7));
    }

    [Fact]
    public void An_output_that_tells_no_classes_has_Run_scale_and_zero_point()
    {
        using var folder = new PackageFolder();
        PackageFile.Write(
            folder["map.striate"],
            ModelImporter.Import(TfliteBuilder.Map(), ImportOptions.Default with { Name = "filter" }).Required()
        );
        CliRun.Of("generate", folder["map.striate"], "--out", folder["code"]).ExitCode.ShouldBe(ExitCode.Success);
        var code = File.ReadAllText(Directory.GetFiles(folder["code"], "Filter.cs", SearchOption.AllDirectories).Single());
        code.ShouldContain("public static void Run(byte[] input, int[] output)");
        code.ShouldContain("public const double OutputScale = 0.03999999910593033d;");
        code.ShouldContain("public const int OutputZeroPoint = 7;");
        code.ShouldNotContain("Classify");
        code.ShouldNotContain("logit");
    }

    [Fact]
    public void Real_numbers_become_integers_and_back()
    {
        using var folder = new PackageFolder();
        var package = folder["imported.striate"];
        PackageFile.Write(package, ModelImporter.Import(TfliteBuilder.Sample(), ImportOptions.Default).Required());
        byte[] integers = [.. Enumerable.Range(0, 30).Select(index => (byte)(index * 41))];
        Write(folder["integers.npy"], new NumpyArray("|i1", [1, 30], integers));
        Write(
            folder["reals.npy"],
            new NumpyArray("<f4", [1, 30], [.. integers.SelectMany(value => BitConverter.GetBytes(0.05f * ((sbyte)value + 3)))])
        );
        CliRun.Of("run", package, "--inputs", folder["integers.npy"], "--outputs", folder["a.npy"]).ExitCode.ShouldBe(ExitCode.Success);
        CliRun
            .Of("run", package, "--inputs", folder["reals.npy"], "--outputs", folder["b.npy"], "--real")
            .ExitCode.ShouldBe(ExitCode.Success);
        Read(folder["b.npy"]).Reals().ShouldBe(Read(folder["a.npy"]).Reals().Select(value => (value + 128) / 256));
    }

    [Fact]
    public void Wrong_inputs_are_refused()
    {
        using var folder = new PackageFolder();
        var package = folder["imported.striate"];
        PackageFile.Write(package, ModelImporter.Import(TfliteBuilder.Sample(), ImportOptions.Default).Required());
        Write(folder["short.npy"], new NumpyArray("|i1", [1, 29], new byte[29]));
        Write(folder["bytes.npy"], new NumpyArray("|u1", [1, 30], new byte[30]));
        CliRun
            .Of("run", package, "--inputs", folder["short.npy"], "--outputs", folder["a.npy"])
            .ShouldBeRefused(ExitCode.BadInput, "[1, 29]", "6x5x1");
        CliRun
            .Of("run", package, "--inputs", folder["bytes.npy"], "--outputs", folder["a.npy"])
            .ShouldBeRefused(ExitCode.BadInput, "|u1", "--real");
        CliRun
            .Of(
                "run",
                package,
                "--inputs",
                folder["bytes.npy"],
                "--outputs",
                folder["a.npy"],
                "--executor",
                "desktop",
                "--layers",
                folder["layers"]
            )
            .ShouldBeRefused(ExitCode.Usage, "--layers");
        File.WriteAllBytes(folder["wrong.tflite"], [1, 2, 3]);
        CliRun
            .Of("import", folder["wrong.tflite"], "--out", folder["w.striate"])
            .ShouldBeRefused(ExitCode.BadInput, "wrong.tflite: STR1801", "name an int8 .tflite file");
        File.WriteAllBytes(folder["sample.tflite"], TfliteBuilder.Sample());
        CliRun
            .Of("import", folder["sample.tflite"], "--out", folder["w.striate"], "--labels", "a,b")
            .ShouldBeRefused(ExitCode.BadInput, "2 labels", "correct the name or the labels");
        CliRun
            .Of("import", folder["sample.tflite"], "--out", folder["w.striate"], "--name", "a b")
            .ShouldBeRefused(ExitCode.BadInput, "name", "correct the name or the labels");
        CliRun.Of("import", folder["absent.tflite"], "--out", folder["w.striate"]).ShouldBeRefused(ExitCode.BadInput, "absent.tflite");
        CliRun.Of("import", folder["wrong.tflite"]).ShouldBeRefused(ExitCode.Usage, "--out");
        File.Exists(folder["w.striate"]).ShouldBeFalse();
    }

    [Fact]
    public void A_check_lists_what_is_refused_and_writes_nothing()
    {
        using var folder = new PackageFolder();
        File.WriteAllBytes(folder["sample.tflite"], TfliteBuilder.Sample());
        var check = CliRun.Of("import", folder["sample.tflite"], "--check", "--json");
        check.ExitCode.ShouldBe(ExitCode.Success, check.Error);
        check.Json.GetProperty("problems").GetArrayLength().ShouldBe(0);
        check.Json.GetProperty("targets").EnumerateArray().ShouldAllBe(target => target.GetProperty("holds").GetBoolean());
        var builder = new TfliteBuilder();
        var (a, b) = (builder.Int8([1, 4], 0.5f, 0), builder.Int8([1, 4], 0.5f, 0));
        builder.Operator(101, [a], [b]);
        File.WriteAllBytes(folder["abs.tflite"], builder.Build([a], [b]));
        var refused = CliRun.Of("import", folder["abs.tflite"], "--check");
        refused.ExitCode.ShouldBe(ExitCode.CheckFailed);
        refused.Output.ShouldContain("STR1802 operator 0 ABS: this operator is not taken over");
    }

    private static NumpyArray Read(string path)
    {
        using var stream = File.OpenRead(path);
        return NumpyArray.Read(stream, path);
    }

    private static void Write(string path, NumpyArray file)
    {
        using var stream = File.Create(path);
        file.Write(stream);
    }
}
