using System.Globalization;
using NAudio.Wave;
using Striate.Cli;
using Striate.DataSets.Numpy;
using Striate.Model.Packaging;
using Striate.UnitTests.DataSets;
using Striate.UnitTests.Model;

namespace Striate.UnitTests.Cli;

/// <summary>A person's own recordings, from files to code that equals the reference.</summary>
[Collection(TorchTests.Name)]
public sealed class OwnDataTests : IDisposable
{
    private readonly OwnFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Semicolons, decimal commas, German names, times, three axes, two classes: one command, three options.
    [Fact]
    public void Recordings_of_a_stranger_train_generate_and_equal_the_reference()
    {
        WriteRecordings();
        var package = _folder["motion.striate"];

        var run = CliRun.Of("train", "--baseline", "short", "--data", _folder["recordings"], "--out", package, "--epochs", "4");

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Error.ShouldContain(
            "own: 20 CSV files: semicolons, decimal commas, a header\nown: left out, because times and row numbers say nothing about the class: 'Zeit [ms]'\n"
        );
        run.Error.ShouldContain("own: classes: gehen, stehen\n");
        run.Output.ShouldContain(
            "split by whole recordings or groups, 20 % of each class to test, seed 1: 64 samples to learn from, 16 to test"
        );
        var read = PackageFile.Read(package).Package;
        read.Network.Name.ShouldBe("motion1d");
        read.Network.Labels.ShouldBe(["gehen", "stehen"]);
        read.Report!.Split!.ShouldStartWith("split by whole recordings");
        read.Report.Integer.ShouldBeGreaterThan(90);
        var contract = InputContract.Parse(
            read.OptionalParts.Single(part => part.Name == OptionalPartNames.InputContract).Content.AsSpan(),
            read.Network.Input
        );
        contract.Kind.ShouldBe("signal");
        contract.Channels.Select(channel => channel.Name).ShouldBe(["X", "Y", "Z"]);

        var evaluation = CliRun.Of("evaluate", package, "--data", _folder["recordings"], "--json");
        evaluation.ExitCode.ShouldBe(ExitCode.Success, evaluation.Error);
        evaluation.Json.GetProperty("integer").GetDouble().ShouldBe(read.Report.Integer);
        evaluation.Json.GetProperty("sameData").GetBoolean().ShouldBeTrue();
        CliRun
            .Of("evaluate", package, "--data", _folder["recordings"], "--window", "64")
            .ShouldFail(ExitCode.CheckFailed, "1x128x3", "1x64x3");

        var verification = CliRun.Of("verify", package, "--vectors", "2");
        verification.ExitCode.ShouldBe(ExitCode.Success, verification.Error);
        RealValuesBecomeIntegersAsTheContractSays(package, contract);
    }

    // From WAV files to code that equals the reference, by the table of the telephone.
    [Fact]
    public void Sounds_become_integers_by_mu_law_where_that_is_said()
    {
        var random = new Random(2);
        foreach (var (name, number) in new[] { "low", "high" }.SelectMany(name => Enumerable.Range(0, 6).Select(number => (name, number))))
        {
            Directory.CreateDirectory(_folder[$"sounds/{name}"]);
            using var writer = new WaveFileWriter(_folder[$"sounds/{name}/{number}.wav"], new WaveFormat(2000, 16, 1));
            writer.WriteSamples(
                [
                    .. Enumerable
                        .Range(0, 600)
                        .Select(step =>
                            (float)((0.02 * (number + 1) * Math.Sin(step * (name == "low" ? 0.2 : 0.9))) + (random.NextDouble() * 0.01))
                        ),
                ],
                0,
                600
            );
        }

        _folder.Write("sounds/data.toml", "window = 100\ninput-transform = \"mu-law\"\n");
        var package = _folder["tone.striate"];
        var run = CliRun.Of("train", "--baseline", "short", "--data", _folder["sounds"], "--out", package, "--epochs", "3");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var read = PackageFile.Read(package).Package;
        var channel = InputContract.Of(read)!.Channels.ShouldHaveSingleItem();
        (channel.Table, channel.Step).ShouldBe((MuLaw.Name, 1.0 / 32768));
        var evaluation = CliRun.Of("evaluate", package, "--data", _folder["sounds"], "--json");
        evaluation.ExitCode.ShouldBe(ExitCode.Success, evaluation.Error);
        (evaluation.Json.GetProperty("integer").GetDouble(), evaluation.Json.GetProperty("sameData").GetBoolean()).ShouldBe(
            (read.Report!.Integer, true)
        );
        CliRun.Of("verify", package, "--vectors", "2").ExitCode.ShouldBe(ExitCode.Success);
        CliRun.Of("generate", package, "--out", _folder["generated"]).ExitCode.ShouldBe(ExitCode.Success);
        File.ReadAllText(Directory.GetFiles(_folder["generated"], "*.network.json", SearchOption.AllDirectories).Single())
            .ShouldContain("\"table\": \"mu-law\"");

        // The package says it from now on; an option wins over data.toml where it is open.
        File.Delete(_folder["sounds/data.toml"]);
        CliRun.Of("evaluate", package, "--data", _folder["sounds"], "--json").Json.GetProperty("sameData").GetBoolean().ShouldBeTrue();
        CliRun
            .Of("evaluate", package, "--data", _folder["sounds"], "--input-transform", "linear")
            .ShouldFail(ExitCode.Usage, "there is no option '--input-transform'");
        CliRun
            .Of("train", "--from", package, "--data", _folder["sounds"], "--input-transform", "linear", "--out", _folder["x.striate"])
            .ShouldFail(ExitCode.Usage, "--input-transform has no effect with --from");
        _folder.Write(
            "striate.toml",
            "package = \"tone.striate\"\n[accuracy]\nminimum = 1\ndata-set = \"own\"\ndata = \"sounds\"\ninput-transform = \"linear\"\n"
        );
        CliRun.Of("regenerate", _folder.Root).ShouldFail(ExitCode.BadInput, "line 6: [accuracy] input-transform has no effect");
    }

    // Nothing of how the data were read is said again, and the samples are the same.
    [Fact]
    public void A_package_remembers_how_its_data_were_read()
    {
        var random = new Random(1);
        _folder.Write(
            "data/all.csv",
            "time,x,y,kind,other,person\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 3000)
                        .Select(row =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{row},{(row / 50 % 2) + (random.NextDouble() / 2):F3},{random.NextDouble():F3},{(row / 50 % 2 == 0 ? "up" : "down")},{row / 500},{row / 150}\n"
                            )
                        )
                )
        );
        var package = _folder["p.striate"];
        string[] how = ["--window", "40", "--hop", "10", "--label", "kind", "--group", "person"];
        _folder.Write("data/data.toml", "validation = 20\n");
        CliRun
            .Of(["train", "--baseline", "short", "--data", _folder["data"], "--out", package, "--epochs", "3", .. how])
            .ExitCode.ShouldBe(ExitCode.Success);
        var report = PackageFile.Read(package).Package.Report!;
        report.Validation.ShouldNotBeNull().ShouldBeInRange(1, 100);
        File.Delete(_folder["data/data.toml"]);

        var evaluation = CliRun.Of("evaluate", package, "--data", _folder["data"], "--json");
        evaluation.ExitCode.ShouldBe(ExitCode.Success, evaluation.Error);
        (evaluation.Json.GetProperty("integer").GetDouble(), evaluation.Json.GetProperty("sameData").GetBoolean()).ShouldBe(
            (report.Integer, true)
        );
        CliRun
            .Of("evaluate", package, "--data", _folder["data"], "--hop", "7", "--json")
            .Json.GetProperty("sameData")
            .GetBoolean()
            .ShouldBeFalse();
        CliRun
            .Of("evaluate", package, "--data", _folder["data"], "--size", "8x8")
            .ShouldFail(ExitCode.BadInput, "--size has no effect on tables; leave it out");

        var board = CliRun.Of("board", "test", package, "--emulated", "--data", _folder["data"], "--vectors", "8", "--json");
        board.ExitCode.ShouldBe(ExitCode.Success, board.Output + board.Error);
        board.Json.GetProperty("baseline").GetDouble().ShouldBe(evaluation.Json.GetProperty("baseline").GetDouble());

        _folder.Write("striate.toml", $"package = \"p.striate\"\n[accuracy]\nminimum = 1\ndata-set = \"own\"\ndata = \"data\"\n");
        var regeneration = CliRun.Of("regenerate", _folder.Root, "--json");
        regeneration.ExitCode.ShouldBe(ExitCode.Success, regeneration.Output + regeneration.Error);
        regeneration.Json.GetProperty("after").GetProperty("accuracy").GetProperty("percent").GetDouble().ShouldBe(report.Integer);
        _folder.Write(
            "striate.toml",
            $"package = \"p.striate\"\n[accuracy]\nminimum = 1\ndata-set = \"own\"\ndata = \"data\"\nwindow = 41\n"
        );
        CliRun.Of("regenerate", _folder.Root).ShouldFail(ExitCode.CheckFailed, "1x40x3", "1x41x3");
    }

    private void RealValuesBecomeIntegersAsTheContractSays(string package, InputContract contract)
    {
        float[] values = [.. Enumerable.Range(0, 3 * 128).Select(place => (place % 3 == 2 ? 9.81f : 0) + (4 * MathF.Sin(place / 3 / 8f)))];
        byte[] integers =
        [
            .. values.Select((value, place) => (byte)contract.Channels[place % 3].Apply(contract.Channels[place % 3].ReadingOf(value))),
        ];
        integers.Distinct().Count().ShouldBeGreaterThan(20);
        Write("reals.npy", new NumpyArray("<f4", [1, 1, 128, 3], [.. values.SelectMany(BitConverter.GetBytes)]));
        Write("integers.npy", new NumpyArray("|i1", [1, 1, 128, 3], integers));
        CliRun
            .Of("run", package, "--inputs", _folder["integers.npy"], "--outputs", _folder["1.npy"], "--layers", _folder["layers1"])
            .ExitCode.ShouldBe(ExitCode.Success);
        CliRun
            .Of("run", package, "--inputs", _folder["reals.npy"], "--outputs", _folder["2.npy"], "--real")
            .ExitCode.ShouldBe(ExitCode.Success);
        var scale = PackageFile.Read(package).Package.Network.Logits.Scale;
        Read("2.npy").Reals().ShouldBe(Read("1.npy").Reals().Select(logit => (double)(float)(scale * logit)));

        void Write(string name, NumpyArray array)
        {
            using var stream = File.Create(_folder[name]);
            array.Write(stream);
        }

        NumpyArray Read(string name)
        {
            using var stream = File.OpenRead(_folder[name]);
            return NumpyArray.Read(stream, name);
        }
    }

    [Fact]
    public void A_place_that_is_given_is_read_or_refused()
    {
        var (missing, package) = (_folder["nothere"], _folder["p.striate"]);
        CliRun.Of("train", "--baseline", "short", "--data", missing, "--out", package).ShouldFail(ExitCode.BadInput, missing, "is missing");
        _folder.Write("notes/a.txt", "x"u8.ToArray());
        CliRun
            .Of("train", "--baseline", "short", "--data", _folder["notes"], "--out", package)
            .ShouldFail(ExitCode.BadInput, _folder["notes"], "holds no data that can be read");
        CliRun
            .Of("train", "--baseline", "short", "--data-set", "digits", "--data", _folder["notes"], "--out", package)
            .ShouldFail(ExitCode.Usage, "'digits' is built in", "leave out");
        using var sample = new PackageFolder();
        CliRun.Of("evaluate", sample.Package, "--data-set", "digits", "--data", missing).ShouldFail(ExitCode.Usage, "'digits' is built in");
        File.Exists(package).ShouldBeFalse();
        // The package says which data set it is: nobody named it.
        var trained = _folder["digits.striate"];
        PackageFile.Write(trained, Samples.Package with { Report = Samples.Package.Report! with { DataSet = "digits" } });
        CliRun
            .Of("evaluate", trained, "--data", _folder["notes"])
            .ShouldFail(
                ExitCode.Usage,
                $"{trained} was trained on data set 'digits', which reads no files, and '{_folder["notes"]}' is given; leave that out, or read your own data with --data-set own"
            );
        CliRun.Of("evaluate", trained, "--label", "x").ShouldFail(ExitCode.Usage, "which does not know --label; leave that out");
    }

    [Fact]
    public void Rows_of_a_table_train_a_network_without_kernels_that_equals_the_reference()
    {
        var random = new Random(1);
        _folder.Write(
            "flowers.csv",
            "length;width;kind\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 200)
                        .Select(row =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{(row % 2) + (random.NextDouble() / 2)};{random.NextDouble()};{(row % 2 == 0 ? "rose" : "lily")}\n"
                            )
                        )
                )
        );
        var run = CliRun.Of(
            "train",
            "--baseline",
            "short",
            "--data",
            _folder["flowers.csv"],
            "--out",
            _folder["f.striate"],
            "--epochs",
            "10"
        );
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var package = PackageFile.Read(_folder["f.striate"]).Package;
        package.Network.Name.ShouldBe("features");
        package.Report!.Integer.ShouldBeGreaterThan(90);
        var verification = CliRun.Of("verify", _folder["f.striate"], "--vectors", "2");
        verification.ExitCode.ShouldBe(ExitCode.Success, verification.Error);
        var evaluation = CliRun.Of("evaluate", _folder["f.striate"], "--data", _folder["flowers.csv"], "--json");
        evaluation.Json.GetProperty("integer").GetDouble().ShouldBe(package.Report.Integer);
    }

    [Fact]
    public void Recordings_of_other_ranges_and_classes_are_read_as_in_the_training()
    {
        WriteRecordings();
        var package = _folder["motion.striate"];
        CliRun
            .Of("train", "--baseline", "short", "--data", _folder["recordings"], "--out", package, "--epochs", "4")
            .ExitCode.ShouldBe(ExitCode.Success);
        // Steps weaker than the noise: in the range of the training they are none.
        WriteRecordings("quiet", amplitude: 0.05);
        Directory.Move(_folder["quiet/gehen"], _folder["quiet/liegen"]);
        CliRun
            .Of("evaluate", package, "--data", _folder["quiet"])
            .ShouldFail(ExitCode.BadInput, "class 'liegen' is not one of the network's, which are 'gehen', 'stehen'");
        Directory.Move(_folder["quiet/liegen"], _folder["quiet/gehen"]);
        var run = CliRun.Of("evaluate", package, "--data", _folder["quiet"], "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Json.GetProperty("integer").GetDouble().ShouldBeLessThan(75);
        run.Json.GetProperty("sameData").GetBoolean().ShouldBeFalse();
    }

    private void WriteRecordings(string folder = "recordings", double amplitude = 4)
    {
        var random = new Random(1);
        foreach (var name in new[] { "gehen", "stehen" })
        {
            for (var recording = 0; recording < 10; recording++)
            {
                var (text, phase) = (new System.Text.StringBuilder("Zeit [ms];X;Y;Z\n"), random.NextDouble());
                for (var step = 0; step < 320; step++)
                {
                    var wave = name == "gehen" ? amplitude * Math.Sin((step / 8.0) + phase) : 0;
                    var values = Enumerable.Range(0, 3).Select(axis => (axis == 2 ? 9.81 : 0) + wave + (random.NextDouble() / 4));
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"{10 * step};{string.Join(';', values.Select(value => value.ToString("F4", CultureInfo.InvariantCulture).Replace('.', ',')))}\n"
                    );
                }

                _folder.Write($"{folder}/{name}/{recording}.csv", text.ToString());
            }
        }
    }
}
