using System.Text.Json;
using Striate.Cli;
using Striate.Emulator.Verification;
using Striate.Platform;

namespace Striate.UnitTests.Cli;

/// <summary>Commands that answer as the real ones do, and as they do when they fail: their exit codes are always 0.</summary>
public class RealRuntimeTests
{
    // 40 bytes, sixteen offsets whose last is the length of the file: 104 bytes.
    private const string WritePe = """
        while [ "$1" != -compile ]; do shift; done
        { head -c 100 /dev/zero; printf '\150\0\0\0'; } > "$2"
        """;

    [Fact]
    public void A_run_that_prints_what_the_reference_computes_passes()
    {
        using var tools = new Tools(WritePe, "cat \"$(dirname \"$0\")/answer\"");
        tools.Answer(Tools.Expected() + "END\n");
        var run = tools.Verify();
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Json.GetProperty("realRuntime")[0].GetProperty("lines").GetInt32().ShouldBeGreaterThan(2);
    }

    // What the runtime's builds print around a program: its host's banner, the files that it loads, the runtime's own steps.
    [Theory]
    [InlineData(
        ".NET nanoFramework nanoCLR Linux v1.0.0\nCopyright (c) .NET Foundation and Contributors\n\nLoaded: /corelib/mscorlib.pe\nLoaded: /tmp/Sample.pe\n\n"
            + "Created EE.\r\nStarted Hardware.\r\nLoading Assemblies.\r\nResolving.\r\nReady.\r\n",
        "Done.\r\nExiting.\r\n"
    )]
    [InlineData(
        ".NET nanoFramework nanoCLR v1.17.0.339\nCopyright (c) 2022 .NET Foundation and Contributors\n\n\r\nnanoCLR (Build 1.17.0.339)\r\n\r\nStarting...\r\nReady.\r\n",
        "Done.\r\n"
    )]
    [InlineData(".NET nanoFramework nanoCLR Linux v1.0.0\nCopyright (c) .NET Foundation and Contributors\n\nLoaded: a.pe\n\n", "")]
    [InlineData("", "")]
    public void What_the_runtime_says_of_itself_is_no_output_of_the_program(string before, string after)
    {
        using var tools = new Tools(WritePe, "cat \"$(dirname \"$0\")/answer\"");
        tools.Answer(before + Tools.Expected() + "END\n" + after);
        tools.Verify().ExitCode.ShouldBe(ExitCode.Success);
        tools.Answer(before + Tools.Expected().Replace("layer 0 crc ", "layer 0 crc 1", StringComparison.Ordinal) + "END\n" + after);
        tools.Verify().ExitCode.ShouldBe(ExitCode.CheckFailed);
    }

    [Fact]
    public void Commands_may_have_arguments_of_their_own()
    {
        using var tools = new Tools(
            "[ \"$1\" = --quiet ] || exit 1; " + WritePe,
            "[ \"$1 $2 $3\" = 'run --name a b' ] || [ \"$3\" = 'a b' ] || exit 1; [ \"$4\" = --assemblies ] || exit 1; cat \"$(dirname \"$0\")/answer\""
        );
        tools.Answer(Tools.Expected() + "END\n");
        tools.Verify("run --name \"a b\" --assemblies", "--quiet").ExitCode.ShouldBe(ExitCode.Success);
        tools.Verify("run --name \"a b", "--quiet").ShouldFail(ExitCode.CheckFailed, "a quotation mark has no end");
    }

    [Fact]
    public void A_wrong_crc_fails()
    {
        using var tools = new Tools(WritePe, "cat \"$(dirname \"$0\")/answer\"");
        tools.Answer("vector 0 layer 0 crc 1\nEND\n");
        var run = tools.Verify();
        run.ExitCode.ShouldBe(ExitCode.CheckFailed);
        run.Json.GetProperty("realRuntime")[0]
            .GetProperty("firstDifference")
            .GetString()!
            .ShouldStartWith("real runtime: 'vector 0 layer 0 crc 1' instead of");
    }

    [Fact]
    public void A_run_without_its_end_marker_fails()
    {
        using var tools = new Tools(WritePe, "cat \"$(dirname \"$0\")/answer\"");
        tools.Answer(Tools.Expected());
        var run = tools.Verify();
        run.ExitCode.ShouldBe(ExitCode.CheckFailed);
        run.Error.ShouldContain("did not print END");
    }

    [Fact]
    public void A_truncated_pe_fails()
    {
        using var tools = new Tools(WritePe.Replace("head -c 100", "head -c 90", StringComparison.Ordinal), "echo END");
        tools.Answer("");
        var run = tools.Verify();
        run.ExitCode.ShouldBe(ExitCode.CheckFailed);
        run.Error.ShouldContain("truncated");
    }

    [Fact]
    public void The_real_commands_agree()
    {
        var commands = RealRuntimeCommands.Find();
        Assert.SkipWhen(commands is null, RealRuntimeCommands.HowToSet);
        using var folder = new PackageFolder();
        var run = CliRun.Of("verify", folder.Package, "--strategy", "all", "--vectors", "2", "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var rows = run.Json.GetProperty("realRuntime").EnumerateArray().ToList();
        rows.Count.ShouldBeGreaterThan(1, "a row for each strategy");
        rows.ShouldAllBe(row =>
            row.GetProperty("lines").GetInt32() > 2 && row.GetProperty("firstDifference").ValueKind == JsonValueKind.Null
        );
    }

    private sealed class Tools : IDisposable
    {
        private readonly PackageFolder _folder = new();

        public Tools(string metadataProcessor, string nanoClr)
        {
            Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-ins are shell scripts");
            Write("mdp", metadataProcessor);
            Write("nanoclr", nanoClr);
            File.WriteAllBytes(_folder["mscorlib.dll"], [.. ReferenceAssemblies.All.Single(assembly => assembly.Name == "mscorlib").Image]);
        }

        public void Answer(string text) => File.WriteAllText(_folder["answer"], text);

        /// <summary>Of the first golden vector.</summary>
        public static string Expected()
        {
            var vector = Striate.UnitTests.Model.Samples.Package.GoldenVectors[0];
            return string.Concat(vector.LayerCrcs.Select((crc, layer) => $"vector 0 layer {layer} crc {crc}\n"))
                + string.Concat(vector.Logits.Select((logit, index) => $"vector 0 logit {index} is {logit}\n"));
        }

        public CliRun Verify(string ofNanoClr = "", string ofProcessor = "") =>
            CliRun.Of(
                "verify",
                _folder.Package,
                "--strategy",
                "literal",
                "--vectors",
                "1",
                "--json",
                "--calibrations",
                _folder.NoCalibrations,
                "--nanoclr",
                $"{_folder["nanoclr"]} {ofNanoClr}".Trim(),
                "--metadata-processor",
                $"{_folder["mdp"]} {ofProcessor}".Trim(),
                "--corelib",
                Path.GetDirectoryName(_folder["mdp"])!
            );

        public void Dispose() => _folder.Dispose();

        private void Write(string name, string script) => CliProcess.Fake(_folder["."], name, script);
    }
}
