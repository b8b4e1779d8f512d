using System.Text;
using CsCheck;
using Striate.Codegen;
using Striate.Import;
using Striate.Platform;
using Striate.Projects;

namespace Striate.UnitTests.Projects;

public class ProjectFileTests
{
    private const string Whole = """
        package = "models/digits.striate"
        output = "generated"
        target = "esp32-s3"

        [import]
        model = "../kws.tflite"
        name = "kws"
        labels = ["yes", "no"]
        drop-softmax = true
        calibration = "samples"
        ranges = "percentile"
        equalisation = false
        bias-correction = false
        bits = 6
        weight-bytes = "64K"
        input-range = [0, 1]
        mean = 0.5
        std = [0.25, 0.5, 1]

        [generator]
        strategy = "planned"
        namespace = "My.Digits"
        golden = 8

        [budget]
        max-il = 60000
        max-heap = 20000
        max-flash = 70000
        max-instructions = 120000

        [accuracy]
        minimum = 97.5
        data-set = "digits"

        [board]
        port = "/dev/ttyUSB0"
        uart = "COM3"
        baud = 57600
        tx = 4
        rx = 5
        input = "adc"
        adc-channels = [0, 3, 6]
        adc-hertz = 100
        adc-hop = 4
        native-usb = true
        folder = "application"
        flash-port = "/dev/ttyACM0"
        nanoff-target = "ESP32_S3_BLE"
        firmware-version = "1.12.4.289"
        """;

    private static readonly string s_file = Path.Combine(Path.GetTempPath(), "some-project", Project.FileName);

    [Fact]
    public void A_port_may_stay_on_its_own_pins()
    {
        var firmware = Parse(
            "package = \"p\"\ntarget = \"esp32-s3\"\n[board]\nuart = \"COM1\"\nnative-usb = true\ntx = -1\nrx = -1"
        ).Board.Firmware;
        (firmware.TransmitPin, firmware.ReceivePin).ShouldBe((-1, -1));
    }

    [Fact]
    public void Every_key_is_read()
    {
        var project = Parse(Whole);
        project.Package.ShouldBe(Path.Combine(project.Folder, "models", "digits.striate"));
        project.Import!.Model.ShouldBe(Path.GetFullPath(Path.Combine(project.Folder, "..", "kws.tflite")));
        project.Import.Options.ShouldBe(
            new ImportOptions("kws", project.Import.Options.Labels, true)
            {
                CalibrationOption = "[import] calibration",
                Quantisation = new CalibrationOptions(CalibrationRanges.Percentile, Equalises: false, CorrectsBias: false, 6, 65_536),
                Preparation = project.Import.Options.Preparation,
            }
        );
        var preparation = project.Import.Options.Preparation!;
        (preparation.Range, preparation.Channels, preparation.Apply(255, 2)).ShouldBe(((0.0, 1.0), 3, 0.5));
        project.Import.Calibration.ShouldBe(Path.Combine(project.Folder, "samples"));
        project.Import.Options.Labels.ShouldBe(["yes", "no"]);
        project.Output.ShouldBe(Path.Combine(project.Folder, "generated"));
        project.Target.Name.ShouldBe("esp32-s3");
        project.Generator.Strategy.ShouldBe(Strategy.Planned);
        project.Generator.Namespace.ShouldBe("My.Digits");
        project.Generator.Target.ShouldBe(project.Target);
        project.Generator.Maximum.ShouldBe(new Budgets(60_000, 20_000, 70_000));
        project.GoldenVectors.ShouldBe(8);
        project.Budget.ShouldBe(new Budget(60_000, 20_000, 70_000, 120_000));
        project.Accuracy.ShouldBe(new AccuracyGoal(97.5, "digits", null));
        var firmware = project.Board.Firmware;
        firmware.AdcChannels.ShouldBe([0, 3, 6]);
        project.Board.ShouldBe(
            new BoardSettings(
                Path.Combine(project.Folder, "application"),
                "/dev/ttyUSB0",
                "/dev/ttyACM0",
                firmware,
                "ESP32_S3_BLE",
                "1.12.4.289"
            )
        );
        firmware.ShouldBe(
            new FirmwareSettings(FirmwareSource.Adc, "COM3", 57_600, NativeUsb: true, AdcMicroseconds: 10_000, AdcHop: 4)
            {
                TransmitPin = 4,
                ReceivePin = 5,
                AdcChannels = firmware.AdcChannels,
            }
        );
    }

    [Fact]
    public void A_package_is_all_it_needs()
    {
        var project = Parse("package = \"a.striate\"");
        project.Budget.ShouldBe(new Budget(null, null, null, null));
        project.Accuracy.ShouldBeNull();
        project.Import.ShouldBeNull();
        project.Generator.ShouldBe(new GeneratorOptions(Target: Targets.Default, Maximum: Budgets.None));
        project.Board.Firmware.ShouldBe(new FirmwareSettings() with { AdcChannels = project.Board.Firmware.AdcChannels });
        (project.Board.RuntimeImage, project.Board.Folder).ShouldBe(("ESP32_REV0", Path.Combine(project.Folder, "board")));
    }

    [Theory]
    [InlineData("", "package", "missing")]
    [InlineData("package = 1", "line 1", "text in quotes")]
    [InlineData("package = \"p\"\npakage = \"q\"", "line 2", "'pakage'", "'package'")]
    [InlineData("package = \"p\"\n[generator]\nstrateg = \"table\"", "line 3", "[generator]", "'strategy'")]
    [InlineData("package = \"p\"\n[generator]\nstrategy = \"tabel\"", "line 3", "'table'")]
    [InlineData("package = \"p\"\n[generator]\nnamespace = \"My.class\"", "line 3", "[generator] namespace", "C# namespace")]
    [InlineData("package = \"p\"\n[bord]", "line 2", "[board]")]
    [InlineData("package = \"p\"\n[[board]]", "line 2", "section")]
    [InlineData("package = \"p\"\npackage = \"q\"", "line 2", "already defined")]
    [InlineData("package = \"p", "line 1")]
    [InlineData("package = \"p\"\ntarget = \"esp23\"", "line 2", "'esp32'")]
    [InlineData("package = \"p\"\noutput = \"../elsewhere\"", "line 2", "below")]
    [InlineData("package = \"p\"\noutput = \"a/../..\"", "line 2", "below")]
    [InlineData("package = \"p\"\noutput = \".\"", "line 2", "below")]
    [InlineData("package = \"p\"\noutput = \"/etc\"", "line 2", "below")]
    [InlineData("package = \"p.tflite\"", "line 1", "[import] model")]
    [InlineData("package = \"p.striate\"\n[import]", "[import] model", "missing")]
    [InlineData("package = \"p.striate\"\n[import]\nlabels = [\"a\"]", "[import] model", "missing")]
    [InlineData("package = \"p.striate\"\n[import]\nmodel = 1", "line 3", "text in quotes")]
    [InlineData("package = \"p.striate\"\n[import]\nmodel = \"m\"\nmodell = \"m\"", "line 4", "[import]", "'model'")]
    [InlineData("package = \"p.striate\"\n[import]\nmodel = \"m\"\nlabels = \"a\"", "line 4", "in brackets")]
    [InlineData("package = \"p.striate\"\n[import]\nmodel = \"m\"\nlabels = [1]", "line 4", "texts in quotes")]
    [InlineData("package = \"p.striate\"\n[import]\nmodel = \"m\"\nlabels = [\"\\u202e\"]", "line 4", "printable")]
    [InlineData("package = \"p.striate\"\n[import]\nmodel = \"m\"\nname = \"a b\"", "line 4", "a name has")]
    [InlineData("package = \"p.striate\"\n[import]\nmodel = \"m\"\nranges = \"mse\"", "line 4", "ranges", "no effect without calibration")]
    [InlineData("package = \"p.striate\"\n[import]\nmodel = \"m\"\nbits = 4", "line 4", "bits", "no effect without calibration")]
    [InlineData("package = \"p.striate\"\n[import]\nmodel = \"m\"\ncalibration = \"d\"\nbits = 9", "line 5", "bits", "2..8")]
    [InlineData("package = \"p.striate\"\n[import]\nmodel = \"m\"\nstd = [1, 0]", "line 4", "std must be numbers")]
    [InlineData("package = \"p.striate\"\n[import]\nmodel = \"m\"\nmean = [1, \"x\"]", "line 4", "mean must be a number")]
    [InlineData("package = \"p.striate\"\n[import]\nmodel = \"m\"\ninput-range = [1, 0]", "line 4", "input-range must be two numbers")]
    [InlineData(
        "package = \"p.striate\"\n[import]\nmodel = \"m\"\nequalisation = false",
        "line 4",
        "equalisation",
        "no effect without calibration"
    )]
    [InlineData(
        "package = \"p.striate\"\n[import]\nmodel = \"m\"\ncalibration = \"d\"\nranges = \"all\"",
        "line 5",
        "ranges",
        "percentile"
    )]
    [InlineData("package = \"striate.toml\"\n[import]\nmodel = \"m\"", "line 1", "NAME.striate")]
    [InlineData("package = \"../p.striate\"\n[import]\nmodel = \"m\"", "line 1", "below")]
    [InlineData("package = \"a/../../p.striate\"\n[import]\nmodel = \"m\"", "line 1", "below")]
    [InlineData("package = \"/etc/p.striate\"\n[import]\nmodel = \"m\"", "line 1", "below")]
    [InlineData(
        "package = \"p.striate\"\n[import]\nmodel = \"m\"\n[train]\nepochs = 3",
        "line 4",
        "[train] does not belong here",
        "'striate train'"
    )]
    [InlineData("package = \"p.striate\"\n[training]", "line 2", "[training] does not belong here", "[import]")]
    [InlineData("package = \"p\"\n[budget]\nmax-il = -1", "line 3", "whole number")]
    [InlineData("package = \"p\"\n[budget]\nmax-il = 1.5", "line 3", "whole number")]
    [InlineData("package = \"p\"\n[accuracy]\nminimum = 101\ndata-set = \"digits\"", "line 3", "0..100")]
    [InlineData("package = \"p\"\n[accuracy]\nminimum = nan\ndata-set = \"digits\"", "line 3", "0..100")]
    [InlineData("package = \"p\"\n[accuracy]\nminimum = 90", "data-set", "missing")]
    [InlineData("package = \"p\"\n[board]\nuart = \"COM1\"", "line 3", "COM1 belongs to nanoFramework's debugger")]
    [InlineData("package = \"p\"\n[board]\nuart = \"COM9\"", "line 3", "COM9")]
    [InlineData("package = \"p\"\n[board]\nuart = \"COM1\"\nnative-usb = true", "line 4", "esp32-s3")]
    [InlineData("package = \"p\"\ntarget = \"esp32-c3\"\n[board]\nuart = \"COM3\"", "line 4", "COM1 to COM2")]
    [InlineData("package = \"p\"\n[board]\nnanoff-target = \"ESP32_S3_QUAD\"", "line 3", "esp32s3", "wrong address")]
    [InlineData(
        "package = \"p\"\ntarget = \"esp32-c6\"\n[board]\nnanoff-target = \"ESP32_PSRAM_REV3\"",
        "line 4",
        "esp32c6",
        "wrong address"
    )]
    [InlineData(
        "package = \"p\"\n[board]\nfirmware-version = \"1.9.1.40\"",
        "line 3",
        "1.8.0 to before 1.9.1",
        "1.10.0 to before 1.14.0",
        "1.14.0 and later"
    )]
    [InlineData("package = \"p\"\n[board]\nfirmware-version = \"1\"", "line 3", "a version")]
    [InlineData("package = \"p\"\n[board]\nfirmware-version = \"1.4\"", "line 3", "1.8.0")]
    [InlineData("package = \"p\"\n[board]\nnative-usb = 1", "line 3", "true or false")]
    [InlineData("package = \"p\"\noutput = \"board/x\"\n[board]\nbaud = 9600", "[board] folder", "must not contain each other")]
    [InlineData("package = \"p\"\noutput = \"all\"\n[board]\nfolder = \"all\"", "line 4", "must not contain each other")]
    [InlineData("package = \"p\"\n[board]\nfolder = \"..\"", "line 3", "below")]
    [InlineData("package = \"p\"\n[board]\nflash-port = \"-p\"", "line 3", "serial port")]
    [InlineData("package = \"p\"\n[board]\ntx = 5\nrx = 5", "line 3", "two different GPIO")]
    [InlineData("package = \"p\"\n[board]\ntx = -1", "line 3", "-1 for both")]
    [InlineData("package = \"p\"\n[board]\ntx = -2\nrx = -2", "line 3", "-1..48")]
    [InlineData("package = \"p\"\n[board]\nport = \"--erase\"", "line 3", "serial port")]
    [InlineData("package = \"p\"\n[board]\nnanoff-target = \"-x\"", "line 3", "runtime's image")]
    [InlineData("package = \"p\"\n[board]\nadc-channels = [1, 99]", "line 3", "0..19")]
    public void What_is_wrong_is_one_line_with_the_place_and_the_remedy(string text, params string[] parts)
    {
        var message = Should.Throw<StriateException>(() => Parse(text)).Message;
        message.ShouldNotContain('\n');
        foreach (var part in parts)
        {
            message.ShouldContain(part);
        }
    }

    [Fact]
    public void A_file_that_is_too_long_or_no_text_is_refused()
    {
        Should.Throw<StriateException>(() => ProjectFile.Parse(new byte[65_537], s_file)).Message.ShouldContain("65,536");
        Should.Throw<StriateException>(() => ProjectFile.Parse([0xff, 0xfe], s_file)).Message.ShouldContain("UTF-8");
        Should.Throw<StriateException>(() => Parse("package = " + new string('[', 60_000)));
    }

    [Fact]
    public void What_is_written_behind_a_link_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("striate-test-");
        try
        {
            var file = Path.Combine(folder.FullName, Project.FileName);
            Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "link"), Path.GetTempPath());
            Should
                .Throw<StriateException>(() => ProjectFile.Parse("package = \"p\"\noutput = \"link/x\""u8, file))
                .Message.ShouldContain("link");
            Should
                .Throw<StriateException>(() => ProjectFile.Parse("package = \"link/p.striate\"\n[import]\nmodel = \"m\""u8, file))
                .Message.ShouldContain("link");
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "p.striate"), Path.Combine(Path.GetTempPath(), "elsewhere.striate"));
            Should
                .Throw<StriateException>(() => ProjectFile.Parse("package = \"p.striate\"\n[import]\nmodel = \"m\""u8, file))
                .Message.ShouldContain("link");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Random_changes_give_a_project_below_its_folder_or_are_refused()
    {
        var piece = Gen.OneOf(
            "[",
            "]",
            "{",
            "}",
            "\"",
            "'''",
            "=",
            ".",
            ",",
            "\n",
            "\0",
            "\\u0000",
            "#",
            "../",
            "/",
            "-1",
            "9223372036854775807",
            "1e999",
            "nan",
            "true",
            "1979-05-27T07:32:00Z",
            "\"\"",
            "[board]",
            "[import]",
            "[train]",
            "[[x]]",
            "a.b.c",
            "\ud800",
            "é",
            "max-il = [1]",
            "{a = {b = 1}}"
        );
        var change = Gen.Select(Gen.Int[0, Whole.Length], Gen.Int[0, 12], piece);
        change
            .Array[1, 6]
            .Sample(
                changes =>
                    RefusedOrBelow(
                        Encoding.UTF8.GetBytes(
                            changes.Aggregate(
                                Whole,
                                (text, edit) =>
                                {
                                    var at = Math.Min(edit.Item1, text.Length);
                                    return text[..at] + edit.Item3 + text[Math.Min(at + edit.Item2, text.Length)..];
                                }
                            )
                        )
                    ),
                iter: 2000
            );
        Gen.Byte.Array[0, 200].Sample(RefusedOrBelow, iter: 500);
    }

    private static void RefusedOrBelow(byte[] content)
    {
        try
        {
            var project = ProjectFile.Parse(content, s_file);
            project.Output.ShouldStartWith(project.Folder + Path.DirectorySeparatorChar);
            if (project.Import is not null)
            {
                project.Package.ShouldStartWith(project.Folder + Path.DirectorySeparatorChar);
                project.Package.ShouldEndWith(".striate", Case.Insensitive);
            }
        }
        catch (StriateException refusal)
        {
            refusal.Message.ShouldNotContain('\n');
        }
    }

    private static Project Parse(string text) => ProjectFile.Parse(Encoding.UTF8.GetBytes(text), s_file);
}
