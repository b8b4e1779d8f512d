using Striate.Board.Toolchain;
using Striate.Cli;
using Striate.Platform;
using Striate.Projects;

namespace Striate.UnitTests.Cli;

/// <summary>
/// Where board flash writes an application: typed in here from nf-interpreter's partition tables, not from our own table.
/// </summary>
public sealed class FlashTests : IDisposable
{
    private const string Newest = "1.17.0.339";
    private const string Older = "1.12.4.289";
    private const string Oldest = "1.9.0.12";

    private readonly PackageFolder _folder = new();

    /// <summary>Target, firmware, address, bytes, nanoff's target, and the file and commit that say so.</summary>
    public static TheoryData<string, string, string, long, string, string> Partitions =>
        new()
        {
            { "esp32", Newest, "0x1E0000", 0x1C0000, "ESP32_REV0", "esp32/partitions_nanoclr_4mb.csv at 53be3026b90a" },
            { "esp32", Older, "0x1C0000", 0x1E0000, "ESP32_REV0", "esp32/partitions_nanoclr_4mb.csv at f63c5d92a384" },
            { "esp32", Oldest, "0x1B0000", 0x1F0000, "ESP32_REV0", "esp32/partitions_nanoclr_4mb.csv at 129c3d921c53" },
            { "esp32-2mb", Newest, "0x1E0000", 0x10000, "ESP32_REV0", "esp32/partitions_nanoclr_2mb.csv at 53be3026b90a" },
            { "esp32-2mb", Older, "0x1C0000", 0x30000, "ESP32_REV0", "esp32/partitions_nanoclr_2mb.csv at f63c5d92a384" },
            { "esp32-2mb", Oldest, "0x1B0000", 0x40000, "ESP32_REV0", "esp32/partitions_nanoclr_2mb.csv at 129c3d921c53" },
            { "esp32-16mb", Newest, "0x1E0000", 0x2B0000, "ESP32_REV0", "esp32/partitions_nanoclr_16mb.csv at 53be3026b90a" },
            { "esp32-16mb", Older, "0x1C0000", 0x2D0000, "ESP32_REV0", "esp32/partitions_nanoclr_16mb.csv at f63c5d92a384" },
            { "esp32-16mb", Oldest, "0x1B0000", 0x2E0000, "ESP32_REV0", "esp32/partitions_nanoclr_16mb.csv at 129c3d921c53" },
            { "esp32-psram", Newest, "0x1E0000", 0x1C0000, "ESP32_PSRAM_REV0", "esp32/partitions_nanoclr_4mb.csv at 53be3026b90a" },
            { "esp32-psram", Older, "0x1C0000", 0x1E0000, "ESP32_PSRAM_REV0", "esp32/partitions_nanoclr_4mb.csv at f63c5d92a384" },
            { "esp32-s2", Newest, "0x1B0000", 0x1F0000, "ESP32_S2", "esp32s2/partitions_nanoclr_4mb.csv at 129c3d921c53" },
            { "esp32-s2", Older, "0x1B0000", 0x1F0000, "ESP32_S2_UART", "esp32s2/partitions_nanoclr_4mb.csv at 129c3d921c53" },
            { "esp32-s3", Newest, "0x1B0000", 0x1F0000, "ESP32_S3_QUAD", "esp32s3/partitions_nanoclr_4mb.csv at f926c68f4ba4" },
            { "esp32-s3", Older, "0x1B0000", 0x1F0000, "ESP32_S3", "esp32s3/partitions_nanoclr_4mb.csv at f926c68f4ba4" },
            { "esp32-s3-psram", Newest, "0x1B0000", 0x2E0000, "ESP32_S3_OCTAL", "esp32s3/partitions_nanoclr_8mb.csv at 5cdd33772a81" },
            { "esp32-s3-psram", Older, "0x1B0000", 0x2E0000, "ESP32_S3_ALL", "esp32s3/partitions_nanoclr_8mb.csv at 5cdd33772a81" },
            { "esp32-c3", Newest, "0x1B0000", 0x1F0000, "ESP32_C3", "esp32c3/partitions_nanoclr_4mb.csv at f5983cc592c0" },
            { "esp32-c3", Older, "0x1B0000", 0x1F0000, "ESP32_C3_REV3", "esp32c3/partitions_nanoclr_4mb.csv at f5983cc592c0" },
            { "esp32-c6", Newest, "0x250000", 0x170000, "ESP32_C6_THREAD", "esp32c6/partitions_nanoclr_4mb.csv at 53be3026b90a" },
            { "esp32-c6", Older, "0x240000", 0x180000, "ESP32_C6_THREAD", "esp32c6/partitions_nanoclr_4mb.csv at 4fd9ffc2d08a" },
            { "esp32-p4", Newest, "0x1B0000", 0x2E0000, "ESP32_P4", "esp32p4/partitions_nanoclr_16mb.csv at 53be3026b90a" },
            { "esp32-p4", "1.14.0.77", "0x1B0000", 0x2E0000, "ESP32_P4_UART", "esp32p4/partitions_nanoclr_16mb.csv at 53be3026b90a" },
        };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Partitions))]
    public void A_dry_run_names_the_partition_of_the_firmware(
        string target,
        string firmware,
        string address,
        long bytes,
        string image,
        string source
    )
    {
        Write(target, firmware);
        var run = CliRun.Of("board", "flash", _folder["."], "--port", "COM7", "--runtime", "--dry-run");

        var lines = run.Output.Split('\n');
        var path = BoardImage.Expected(_folder["board"]).Path;
        lines[0].ShouldBe($"nanoff --target {image} --serialport COM7 --update --fwversion {firmware}");
        lines[1].ShouldBe($"nanoff --target {image} --serialport COM7 --deploy --image {path} --address {address}");
        lines[2].ShouldStartWith(FormattableString.Invariant($"{address}: the deployment partition of firmware "));
        lines[2].ShouldContain(FormattableString.Invariant($"{bytes:N0} bytes"));
        Json("--runtime").GetProperty("partition").GetProperty("source").GetString()!.ShouldEndWith(source);

        CliRun.Of("board", "flash", _folder["."], "--port", "COM7", "--dry-run").Output.Split('\n')[0].ShouldBe(lines[1]);
    }

    [Fact]
    public void Every_target_is_in_the_table_in_two_generations() =>
        Partitions
            .Select(row => row.Data.Item1)
            .GroupBy(name => name)
            .ToDictionary(rows => rows.Key, rows => rows.Count() >= 2)
            .ShouldBe(Targets.All.ToDictionary(target => target.Name, _ => true), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_a_version_it_is_the_newest_firmware(string target)
    {
        Write(target, null);
        Json()
            .GetProperty("address")
            .GetString()
            .ShouldBe(Partitions.Select(row => row.Data).First(row => row.Item1 == target && row.Item2 == Newest).Item3);
        CliRun.Of("board", "flash", _folder["."], "--port", "COM7", "--dry-run").Output.ShouldContain("and later");
    }

    /// <summary>Names of all targets.</summary>
    public static TheoryData<string> Names => [.. Targets.All.Select(target => target.Name)];

    [Theory]
    [InlineData("esp32", "1.9.1.40", "1.14.0 and later, 1.10.0 to before 1.14.0, 1.8.0 to before 1.9.1")]
    [InlineData("esp32-c6", "1.10.0.5", "1.14.0 and later, 1.11.0 to before 1.14.0")]
    [InlineData("esp32", "1.13", null)]
    [InlineData("esp32-p4", "1.12.4.289", "1.14.0 and later")]
    public void A_version_that_has_more_than_one_address_or_none_is_refused(string target, string firmware, string? known)
    {
        Write(target, firmware);
        var run = CliRun.Of("board", "flash", _folder["."], "--port", "COM7", "--dry-run");
        if (known is null)
        {
            run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        }
        else
        {
            run.ShouldBeRefused(ExitCode.BadInput, known);
        }
    }

    [Fact]
    public void A_target_of_one_s_own_has_the_partition_of_its_base_or_its_own()
    {
        Own("base = \"esp32-c6\"");
        Json().GetProperty("address").GetString().ShouldBe("0x250000");
        Own("base = \"esp32\"\nflash-megabytes = 16");
        Json().GetProperty("partition").GetProperty("bytes").GetInt64().ShouldBe(0x2B0000);
        Own("base = \"esp32\"\naddress = \"0x200000\"\ndeployment = \"1M\"");
        (Json().GetProperty("address").GetString(), Json().GetProperty("partition").GetProperty("bytes").GetInt64()).ShouldBe(
            ("0x200000", 1 << 20)
        );
        Own("base = \"esp32-c3\"\nnanoff-target = \"ESP32_C3_BETA\"");
        CliRun.Of("board", "flash", _folder["."], "--port", "COM7", "--dry-run").Output.ShouldStartWith("nanoff --target ESP32_C3_BETA ");
    }

    [Fact]
    public void An_image_of_another_chip_is_refused()
    {
        Write("esp32", null);
        CliRun
            .Of("board", "flash", _folder["."], "--port", "COM7", "--dry-run", "--nanoff-target", "ESP32_C3")
            .ShouldBeRefused(ExitCode.Usage, "esp32c3", "wrong address");
        CliRun
            .Of("board", "flash", _folder["."], "--port", "COM7", "--dry-run", "--nanoff-target", "M5Core2")
            .ExitCode.ShouldBe(ExitCode.Success);
    }

    private System.Text.Json.JsonElement Json(params string[] more)
    {
        var run = CliRun.Of(["board", "flash", _folder["."], "--port", "COM7", "--dry-run", "--json", .. more]);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        return run.Json;
    }

    private void Own(string text)
    {
        File.WriteAllText(_folder["mine.toml"], "name = \"mine\"\n" + text);
        Write("mine.toml", null);
    }

    private void Write(string target, string? firmware) =>
        File.WriteAllText(
            _folder[Project.FileName],
            $"package = \"{Path.GetFileName(_folder.Package)}\"\ntarget = \"{target}\"\n[board]\nfolder = \"board\"\n"
                + (firmware is null ? "" : $"firmware-version = \"{firmware}\"\n")
        );
}
