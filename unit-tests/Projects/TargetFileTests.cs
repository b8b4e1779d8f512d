using System.Text;
using CsCheck;
using Striate.Platform;
using Striate.Projects;

namespace Striate.UnitTests.Projects;

public class TargetFileTests
{
    private const string Whole = """
        name = "my-board"
        description = "a board of mine"
        base = "esp32-s3"
        heap = "200K"
        runtime = 16384
        deployment = "1M"
        microseconds-low = 0.3
        microseconds-high = 0.7
        assumption = "measured last week"
        flash-megabytes = 8
        address = "0x200000"
        nanoff-target = "ESP32_S3_BLE"
        native-usb = false
        tx = 4
        rx = 5
        """;

    [Fact]
    public void Every_key_is_read()
    {
        var target = Parse(Whole);
        (target.Name, target.Description, target.Assumption).ShouldBe(("my-board", "a board of mine", "measured last week"));
        (target.HeapBytes, target.RuntimeBytes, target.MicrosecondsPerInstruction).ShouldBe((204_800, 16_384, new TimeRange(0.3, 0.7)));
        (target.Chip, target.FlashMegabytes, target.Partition.AddressText, target.DeploymentBytes).ShouldBe(
            ("esp32s3", 8, "0x200000", 1_048_576)
        );
        (target.RuntimeImage, target.Connections).ShouldBe(("ESP32_S3_BLE", new BoardConnections(false, 3, 4, 5)));
    }

    [Fact]
    public void What_is_left_out_is_as_on_the_base()
    {
        var target = Parse("name = \"mine\"\nbase = \"esp32-psram\"");
        var from = Targets.Get("esp32-psram");
        (target.HeapBytes, target.DeploymentBytes, target.MicrosecondsPerInstruction).ShouldBe(
            (from.HeapBytes, from.DeploymentBytes, from.MicrosecondsPerInstruction)
        );
        target.Assumption.ShouldContain("esp32-psram");
    }

    [Theory]
    [InlineData("", "name", "missing")]
    [InlineData("name = \"esp32\"", "line 1", "esp32")]
    [InlineData("name = \"a b\"", "line 1", "letters")]
    [InlineData("name = \"x\"\nbase = \"esp23\"", "line 2", "'esp32'")]
    [InlineData("name = \"x\"\nheep = 1", "line 2", "'heep'", "'heap'")]
    [InlineData("name = \"x\"\nheap = 0", "line 2", "heap")]
    [InlineData("name = \"x\"\nheap = -5", "line 2", "heap")]
    [InlineData("name = \"x\"\nheap = \"64X\"", "line 2", "64K")]
    [InlineData("name = \"x\"\nheap = \"2047M\"", "line 2", "heap")]
    [InlineData("name = \"x\"\nheap = 1000\nruntime = 1000", "line 3", "leaves nothing")]
    [InlineData("name = \"x\"\nmicroseconds-low = 9", "line 2", "other end")]
    [InlineData("name = \"x\"\nmicroseconds-low = nan", "line 2", "number")]
    [InlineData("name = \"x\"\n[board]", "line 2", "section")]
    [InlineData("name = \"x\"\naddress = \"1E0000\"", "line 2", "0x1000")]
    [InlineData("name = \"x\"\naddress = \"0x1E0001\"", "line 2", "multiple")]
    [InlineData("name = \"x\"\naddress = \"0xFFFFF000\"", "line 2", "0x1E0000")]
    [InlineData("name = \"x\"\nflash-megabytes = 5", "line 2", "2, 4, 8, 16")]
    [InlineData("name = \"x\"\nnanoff-target = \"-x\"", "line 2", "runtime's image")]
    [InlineData("name = \"x\"\ntx = 99", "line 2", "0..48")]
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
    public void A_board_like_an_s3_may_have_its_debugger_on_native_usb()
    {
        var folder = Directory.CreateTempSubdirectory("striate-test-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "mine.toml"), "name = \"mine\"\nbase = \"esp32-s3\"");
            var project = ProjectFile.Parse(
                "package = \"p\"\ntarget = \"mine.toml\"\n[board]\nuart = \"COM1\"\nnative-usb = true\ntx = -1\nrx = -1"u8,
                Path.Combine(folder.FullName, Project.FileName)
            );
            (project.Target.Name, project.Board.Firmware.NativeUsb).ShouldBe(("mine", true));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_name_is_one_of_the_targets_or_a_file()
    {
        TargetFile.Find("esp32-s3").ShouldBe(Targets.Get("esp32-s3"));
        Should.Throw<StriateException>(() => TargetFile.Find("esp32s3")).Message.ShouldContain("'esp32-s3'");
        Should.Throw<StriateException>(() => TargetFile.Find("nowhere.toml")).Message.ShouldContain("missing");
    }

    [Fact]
    public void Random_changes_give_a_target_within_its_ranges_or_are_refused()
    {
        var piece = Gen.OneOf(
            "[",
            "]",
            "{",
            "\"",
            "'''",
            "=",
            ".",
            "\n",
            "\0",
            "#",
            "-1",
            "0",
            "9223372036854775807",
            "1e999",
            "nan",
            "true",
            "\"\"",
            "\"64K\"",
            "\"9M\"",
            "heap = [1]",
            "[[x]]",
            "a.b = 1",
            "\ud800",
            "é",
            "inf",
            "esp32"
        );
        var change = Gen.Select(Gen.Int[0, Whole.Length], Gen.Int[0, 12], piece);
        change
            .Array[1, 6]
            .Sample(
                changes =>
                    RefusedOrSound(
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
        Gen.Byte.Array[0, 200].Sample(RefusedOrSound, iter: 500);
    }

    private static void RefusedOrSound(byte[] content)
    {
        try
        {
            var target = TargetFile.Parse(content, "board.toml");
            target.ApplicationHeapBytes.ShouldBeGreaterThan(0);
            target.HeapBytes.ShouldBeLessThanOrEqualTo(1L << 30);
            target.DeploymentBytes.ShouldBeInRange(1, 1L << 30);
            target.MicrosecondsPerInstruction.Low.ShouldBeInRange(0.001, target.MicrosecondsPerInstruction.High);
        }
        catch (StriateException refusal)
        {
            refusal.Message.ShouldNotContain('\n');
        }
    }

    private static Target Parse(string text) => TargetFile.Parse(Encoding.UTF8.GetBytes(text), "board.toml");
}
