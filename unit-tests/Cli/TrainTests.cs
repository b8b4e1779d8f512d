using Striate.Cli;
using Striate.DataSets;
using Striate.Model.Packaging;
using Striate.Results;
using Striate.UnitTests.DataSets;
using Striate.UnitTests.Results;

namespace Striate.UnitTests.Cli;

/// <summary>What a training writes, says and leaves alone.</summary>
[Collection(TorchTests.Name)]
public sealed class TrainTests : IDisposable
{
    private readonly PackageFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public async Task Ctrl_C_is_acknowledged_at_once_and_leaves_a_better_package()
    {
        var (package, dense, sheet) = (_folder["digits.striate"], _folder["dense.striate"], _folder["digits.json"]);
        string[] command =
        [
            "train",
            "--baseline",
            "short",
            "--network",
            "digits",
            "--out",
            package,
            "--out-dense",
            dense,
            "--results",
            sheet,
        ];
        var good = CliRun.Of([.. command, "--epochs", "12"]);
        good.ExitCode.ShouldBe(ExitCode.Success, good.Error);
        good.Output.ShouldContain("| most frequent class alone       ");
        var before = new[] { package, dense, sheet }.Select(File.ReadAllBytes).ToArray();
        var better = PackageFile.Read(package).Package.Report.ShouldNotBeNull();
        better.Baseline.ShouldBe(10);

        var early = await InterruptedAsync([.. command, "--epochs", "10"]);

        early.ExitCode.ShouldBe(ExitCode.Cancelled, early.Error);
        early
            .Error.Split('\n')[1]
            .ShouldStartWith("Ctrl-C: the training ends after the current epoch, and its package is written; Ctrl-C again ends it at once");
        new[] { package, dense, sheet }.Select(File.ReadAllBytes).ShouldBe(before);
        var worse = PackageFile.Read(_folder["digits-2.striate"]).Package.Report.ShouldNotBeNull();
        worse.Integer.ShouldBeLessThan(better.Integer);
        File.Exists(_folder["dense-2.striate"]).ShouldBeTrue();
        File.Exists(_folder["digits-2.json"]).ShouldBeTrue();
        early.Output.ShouldContain(FormattableString.Invariant($"{package} is better, {better.Integer:F2} %, and stays as it was; "));
        early.Output.ShouldContain(
            FormattableString.Invariant($"this package of {worse.Integer:F2} % is {_folder["digits-2.striate"]}; --force replaces")
        );
        early.Output.ShouldContain("finished early, after 0 of 10 epochs");

        (await InterruptedAsync([.. command, "--epochs", "10", "--json"]))
            .Json.GetProperty("kept")
            .GetProperty("integer")
            .GetDouble()
            .ShouldBe(better.Integer);
        File.Exists(_folder["digits-3.striate"]).ShouldBeTrue();
        var forced = await InterruptedAsync([.. command, "--epochs", "10", "--force", "--json"]);
        forced.ExitCode.ShouldBe(ExitCode.Cancelled, forced.Error);
        forced.Json.GetProperty("kept").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        forced.Json.GetProperty("file").GetString().ShouldBe(package);
        PackageFile.Read(package).Package.Report!.Integer.ShouldBe(worse.Integer);
    }

    [Fact]
    public void A_file_that_no_training_wrote_is_not_replaced()
    {
        File.WriteAllText(_folder["my.network"], "a: conv 3x3 4");
        foreach (var option in new[] { "--out", "--out-dense", "--results" })
        {
            string[] others = option == "--out" ? [] : ["--out", _folder["a.striate"]];
            CliRun
                .Of(["train", .. others, option, _folder["my.network"]])
                .ShouldBeRefused(ExitCode.BadInput, option, "my.network", "'striate train' did not write", "--force");
        }

        File.ReadAllText(_folder["my.network"]).ShouldBe("a: conv 3x3 4");
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void An_imported_network_is_the_baseline_and_is_left_alone()
    {
        var source = Path.Combine(Records.Root(), "examples", "digits", "digits.striate");
        var run = CliRun.Of(
            "train",
            "--from",
            source,
            "--epochs",
            "2",
            "--seed",
            "3",
            "--run",
            _folder["run"],
            "--results",
            _folder["from.json"],
            "--out",
            _folder["from.striate"]
        );
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldContain("| imported network, integer        |");
        var package = PackageFile.Read(_folder["from.striate"]).Package;
        package.Report!.Imported.ShouldBe(PackageFile.Read(source).Sha256);
        ResultSheet.Read(_folder["from.json"]).Start.ShouldBe("imported");

        // A record's command is this training, not one of a network of that name.
        var record = CliRun.Of(
            "results",
            "record",
            _folder["record.json"],
            "--run",
            _folder["run"],
            "--package",
            _folder["from.striate"],
            "--dense",
            source,
            "--vectors",
            "1"
        );
        record.ExitCode.ShouldBe(ExitCode.Success, record.Error);
        ResultSheet.Read(_folder["record.json"]).Dense!.Package.ShouldBe(PackageFile.Read(source).Sha256);
        ResultSheet
            .Read(_folder["record.json"])
            .Command.ShouldBe("striate train --from MODEL --data-set digits --seed 3 --epochs 2 --batch 64 --out digits.striate");

        CliRun.Of("train", "--from", source, "--out", source).ShouldBeRefused(ExitCode.Usage, "--out", "--from");
        foreach (var option in new[] { "--network digits", "--width 2", "--folds 3", $"--out-dense {_folder["dense.striate"]}" })
        {
            CliRun
                .Of(["train", "--from", source, "--out", _folder["b.striate"], .. option.Split(' ')])
                .ShouldBeRefused(ExitCode.Usage, $"{option.Split(' ')[0]} has no effect with --from");
        }

        CliRun
            .Of("train", "--from", _folder.Package, "--data-set", "digits", "--out", _folder["b.striate"])
            .ShouldBeRefused(ExitCode.BadInput, _folder.Package, "layer 'sum': a summand is multiplied by");
        CliRun
            .Of("train", "--from", _folder["none.striate"], "--out", _folder["b.striate"])
            .ShouldBeRefused(ExitCode.BadInput, "none.striate");
    }

    [Fact]
    public void What_is_worse_or_of_other_samples_gives_way()
    {
        (string Path, KeptFile? Kept) Place(Quality? there, double made, bool isEarly) =>
            KeptFile.PlaceOf(_folder.Package, new Quality("a", made), isEarly, _ => there);

        Place(new Quality("a", 90), 90, isEarly: true).ShouldBe((_folder.Package, null));
        Place(new Quality("a", 90), 91, isEarly: false).ShouldBe((_folder.Package, null));
        Place(new Quality("b", 90), 50, isEarly: false).ShouldBe((_folder.Package, null));
        Place(null, 50, isEarly: false).ShouldBe((_folder.Package, null));
        Place(new Quality("a", 90), 89.99, isEarly: false).ShouldBe((_folder["sample-2.striate"], new KeptFile(_folder.Package, 90)));
        Place(new Quality("b", 90), 95, isEarly: true).ShouldBe((_folder["sample-2.striate"], new KeptFile(_folder.Package, null)));
        Place(null, 95, isEarly: true).ShouldBe((_folder["sample-2.striate"], new KeptFile(_folder.Package, null)));
        KeptFile
            .PlaceOf(_folder["absent.striate"], new Quality("a", 0), true, _ => throw new InvalidOperationException())
            .ShouldBe((_folder["absent.striate"], null));
    }

    // A package and the sheet of its figures go by the same samples: those for validation where there are some.
    [Fact]
    public void A_sheet_is_better_by_what_its_package_is_better_by()
    {
        var (there, path) = (Records.Sheet(segments: 90) with { Validation = 70 }, _folder["sheet.json"]);
        there.Write(path);
        ResultSheet.Read(path).Validation.ShouldBe(70);
        KeptFile.OfSheet(path).ShouldBe(new Quality(there.DataSetSha256, 90, 70));
        KeptFile.PlaceOf(path, new Quality(there.DataSetSha256, 80, 71), false, KeptFile.OfSheet).Path.ShouldBe(path);
        KeptFile.PlaceOf(path, new Quality(there.DataSetSha256, 95, 69), false, KeptFile.OfSheet).Path.ShouldBe(_folder["sheet-2.json"]);
        (there with { Validation = 101 }).Write(path);
        Should.Throw<StriateException>(() => ResultSheet.Read(path)).Message.ShouldContain("101");
    }

    [Fact]
    public void A_worse_training_leaves_package_and_sheet_and_goes_beside_both()
    {
        using var own = new OwnFolder();
        // One label of five is wrong: nothing reaches 100 %.
        own.Write(
            "t.csv",
            "x,y,label\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 200)
                        .Select(row => $"{row * 7 % 50},{(row % 2 * 40) + (row % 7)},{(row % 2 == 0 ^ row % 5 == 0 ? "a" : "b")}\n")
                )
        );
        own.Write("data.toml", "validation = 20\n");
        var (package, sheet) = (_folder["p.striate"], _folder["p.json"]);
        string[] command = ["train", "--baseline", "short", "--data", own.Root, "--out", package, "--results", sheet, "--epochs", "3"];
        CliRun.Of(command).ExitCode.ShouldBe(ExitCode.Success);
        var (good, trained) = (ResultSheet.Read(sheet), PackageFile.Read(package).Package);
        good.Validation.ShouldNotBeNull().ShouldBe(trained.Report!.Validation!.Value);
        // By its own figures the sheet would go; it is the sheet of a package that stays.
        PackageFile.Write(package, trained with { Report = trained.Report with { Validation = 100 } });
        (good with { Validation = 0 }).Write(sheet);
        var before = new[] { package, sheet }.Select(File.ReadAllBytes).ToArray();

        var worse = CliRun.Of([.. command, "--seed", "3"]);

        worse.ExitCode.ShouldBe(ExitCode.CheckFailed, worse.Output + worse.Error);
        new[] { package, sheet }.Select(File.ReadAllBytes).ShouldBe(before);
        ResultSheet.Read(_folder["p-2.json"]).Package.ShouldBe(PackageFile.Read(_folder["p-2.striate"]).Sha256);
    }

    [Fact]
    public void Warnings_about_the_data_come_before_the_training_and_in_its_result()
    {
        var random = new Random(1);
        foreach (var part in new[] { "train", "test" })
        {
            var values = new byte[12 * 8];
            random.NextBytes(values);
            File.WriteAllBytes(_folder[part + "-x.npy"], Npy("|i1", "12, 8, 1", values));
            File.WriteAllBytes(
                _folder[part + "-y.npy"],
                Npy("<i8", "12,", [.. Enumerable.Range(0, 12).SelectMany(window => BitConverter.GetBytes((long)window % 2))])
            );
        }

        File.WriteAllText(_folder["my.network"], "a: conv 1x3 4\nb: fc 2");
        var run = CliRun.Of(
            "train",
            "--baseline",
            "short",
            "--network",
            _folder["my.network"],
            "--data-set",
            "windows",
            "--data",
            _folder["."],
            "--epochs",
            "2",
            "--golden",
            "30",
            "--out",
            _folder["a.striate"],
            "--json"
        );
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Error.ShouldStartWith("warning: windows: there are fewer than 10 training samples of classes '0', '1'");
        var warnings = run.Json.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()!).ToArray();
        warnings[1].ShouldStartWith("there are only 12 test samples");
        warnings[^1].ShouldBe("the package has 12 golden vectors, not 30: there are no more test samples");
        run.Json.GetProperty("report").GetProperty("baseline").GetDouble().ShouldBe(50);
    }

    [Theory]
    [InlineData("a: conv x3 4", "line 1 'a: conv x3 4': rows '' is not in 1..64")]
    [InlineData("a: conv", "line 1 'a: conv': 'conv' needs an extent such as 3x3, or 5 for a signal")]
    [InlineData("a: conv 3x3x3 4", "line 1 'a: conv 3x3x3 4': 'conv' needs an extent such as 3x3, or 5 for a signal")]
    [InlineData(
        "a: conv 3 4\nb: fc 10",
        "line 1, layer 'a': an extent of one number is for signals, which have one row; its input is 8x8x1: write 3x3, or 1x3"
    )]
    [InlineData(
        "a: conv 3x3 4\nb: maxpool 2\nc: fc 10",
        "line 2, layer 'b': an extent of one number is for signals, which have one row; its input is 8x8x4: write 2x2, or 1x2"
    )]
    [InlineData("a: conv 5 4 pad=1,1,1,1", "padding is one amount or two: before,after")]
    [InlineData("a: conv 3x3 4\n\nb: maxpool 9x9\nc: fc 10", "line 3, layer 'b': a window of 9x9")]
    [InlineData("a: conv 3x3 4\nb: fc 7", "line 2, layer 'b': gives 7 logits")]
    [InlineData("a: fc 10", "nothing of it can become segments")]
    [InlineData("a: conv 3x3 4\nb: conv 3x3 4 from=input\nc: fc 10", "line 1, layer 'a': no layer reads its output")]
    public void A_wrong_network_file_is_a_wrong_file_whatever_is_wrong(string text, string reason)
    {
        File.WriteAllText(_folder["my.network"], text);
        CliRun
            .Of("train", "--baseline", "short", "--network", _folder["my.network"], "--out", _folder["a.striate"])
            .ShouldBeRefused(ExitCode.BadInput, _folder["my.network"], reason);
    }

    [Fact]
    public void A_training_that_diverges_names_the_option()
    {
        CliRun
            .Of(
                "train",
                "--baseline",
                "short",
                "--network",
                "digits",
                "--learning-rate",
                "10",
                "--weight-decay",
                "1",
                "--epochs",
                "40",
                "--out",
                _folder["a.striate"]
            )
            .ShouldFail(
                ExitCode.CheckFailed,
                "digits: the training in floating point diverged: its loss is ",
                "a lower --learning-rate than 10 may help"
            );
        File.Exists(_folder["a.striate"]).ShouldBeFalse();
    }

    /// <summary>A run that is interrupted when it tells of its first epochs.</summary>
    private static Task<CliRun> InterruptedAsync(string[] arguments) => CliRun.InterruptedAsync(", loss ", arguments);

    private static byte[] Npy(string type, string shape, byte[] data)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(header), .. data];
    }
}
