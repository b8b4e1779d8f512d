using System.Text.RegularExpressions;
using Striate.Cli;
using Striate.Emulator.Reporting;
using Striate.Platform;
using Striate.Platform.Deployment;
using Striate.UnitTests.Emulator;

namespace Striate.UnitTests.Cli;

public class EmulatorVerbTests
{
    [Fact]
    public void Fuzzing_prints_programs_and_disagreements()
    {
        var run = CliRun.Of("emulator", "fuzz", "--iterations", "20", "--seed", "3", "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Json.GetProperty("programs").GetInt32().ShouldBe(20);
        run.Json.GetProperty("disagreements").GetInt32().ShouldBe(0);
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void The_speed_on_generated_code_is_printed()
    {
        var run = CliRun.Of("emulator", "bench", "--strategy", "table", "--seconds", "1", "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Json.GetProperty("instructionsPerSecond").GetDouble().ShouldBeGreaterThan(0);
        run.Json.GetProperty("instructions").GetInt64().ShouldBeGreaterThan(1_000_000);
        run.Json.GetProperty("loadMilliseconds").GetDouble().ShouldBeGreaterThan(0);
        run.Json.GetProperty("startMilliseconds").GetDouble().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Loading_runs_the_static_constructors_and_is_measured()
    {
        using var folder = new PackageFolder();
        File.WriteAllBytes(
            folder["local_func.dll"],
            [.. Striate.UnitTests.Compilation.KnownProgram.Get("local_func").Compile().Required().Image]
        );
        var run = CliRun.Of("emulator", "load", folder["local_func.dll"], "--json");
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Json.GetProperty("milliseconds").GetDouble().ShouldBeGreaterThan(0);
        CliRun.Of("emulator", "load", folder["missing.dll"]).ShouldBeRefused(ExitCode.BadInput, "missing.dll");
    }

    [Fact]
    public void A_program_runs_from_Main_and_is_reported_by_the_layer_map_beside_it()
    {
        using var folder = new PackageFolder();
        var program = Striate.UnitTests.Compilation.KnownProgram.Get("local_func");
        File.WriteAllBytes(folder["local_func.dll"], [.. program.Compile().Required().Image]);
        File.WriteAllText(folder["local_func.layers.json"], "{ \"//\": \"x\", \"P\": \"everything\" }");

        var run = CliRun.Of(
            "emulator",
            "run",
            folder["local_func.dll"],
            "--profile",
            folder["p.json"],
            "--json",
            "--calibrations",
            folder.NoCalibrations
        );

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Json.GetProperty("output")[0].GetString().ShouldBe("R=15");
        run.Json.GetProperty("layers")[0].GetProperty("layer").GetString().ShouldBe("everything");
        run.Json.GetProperty("assumption").GetString().ShouldBe(Targets.Default.Assumption);
        File.ReadAllText(folder["p.json"]).ShouldContain("speedscope");
    }

    [Fact]
    public void Static_constructors_and_the_core_library_are_counted_in_rows_of_their_own()
    {
        using var folder = new PackageFolder();
        File.WriteAllBytes(
            folder["app.dll"],
            TestCompiler.Compile(
                """
                using System;
                public static class P
                {
                    static readonly int[] s_table = new int[100];
                    static P() { for (int i = 0; i < 100; i++) s_table[i] = i; }
                    public static void Main() { Console.WriteLine(s_table[7].ToString()); }
                }
                """,
                "app"
            )
        );

        var run = CliRun.Of("emulator", "run", folder["app.dll"], "--json", "--calibrations", folder.NoCalibrations);

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var rows = run
            .Json.GetProperty("layers")
            .EnumerateArray()
            .ToDictionary(layer => layer.GetProperty("layer").GetString()!, layer => layer.GetProperty("instructions").GetInt64());

        // Six to begin with, a hundred rounds of eleven, three to end the loop, one to return.
        rows["(static constructors)"].ShouldBe(6 + 1100 + 3 + 1);
        rows["(shared)"].ShouldBe(6);
        rows["(core library)"].ShouldBeGreaterThan(50);
        rows.Values.Sum().ShouldBe(run.Json.GetProperty("instructions").GetInt64());
    }

    [Fact]
    public void A_profile_prints_the_ten_hottest_methods()
    {
        using var folder = new PackageFolder();
        var methods = string.Concat(
            Enumerable.Range(1, 12).Select(n => $"static int Of{n:00}(int x) {{ for (int i = 0; i < {100 * n}; i++) x += i; return x; }} ")
        );
        var calls = string.Concat(Enumerable.Range(1, 12).Select(n => $"s += Of{n:00}(s); "));
        File.WriteAllBytes(
            folder["app.dll"],
            TestCompiler.Compile($"public static class P {{ {methods} public static void Main() {{ int s = 0; {calls} }} }}", "app")
        );

        var run = CliRun.Of("emulator", "run", folder["app.dll"], "--profile", folder["p.json"], "--calibrations", folder.NoCalibrations);

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var printed = run.Output[run.Output.IndexOf("hottest methods", StringComparison.Ordinal)..];
        Regex
            .Matches(printed, @"P::(\w+)\(")
            .Select(match => match.Groups[1].Value)
            .ShouldBe(Enumerable.Range(3, 10).Reverse().Select(n => $"Of{n:00}"));

        // Three to begin with, 1,200 rounds of eleven, three to end the loop, two to return.
        Regex.IsMatch(printed, @"P::Of12\(System\.Int32\) +\| +1 +\| +13,208 \|").ShouldBeTrue(printed);
        CliRun.Of("emulator", "run", folder["app.dll"], "--calibrations", folder.NoCalibrations).Output.ShouldNotContain("hottest");
    }

    [Fact]
    public void The_heap_is_what_the_runtime_and_the_assemblies_leave_of_the_targets()
    {
        using var folder = new PackageFolder();
        var target = Targets.Get("esp32");
        byte[] Compile(long bytes) =>
            TestCompiler.Compile(
                $"public static class P {{ static byte[] kept; public static void Main() {{ kept = new byte[{bytes}]; }} }}",
                "app"
            );
        var left = LoadedSize.HeapLeft(
            target,
            [
                [.. Compile(90_000)],
            ]
        );
        left.ShouldBeInRange(target.ApplicationHeapBytes - 300, target.ApplicationHeapBytes - 140);
        var most = left - HeapLayout.Frame(0, 1) - HeapLayout.Array(0);

        File.WriteAllBytes(folder["app.dll"], Compile(most - 24));
        CliRun.Of("emulator", "run", folder["app.dll"], "--target", "esp32").ExitCode.ShouldBe(ExitCode.Success);
        File.WriteAllBytes(folder["app.dll"], Compile(most + 24));
        CliRun.Of("emulator", "run", folder["app.dll"], "--target", "esp32").ShouldBeRefused(ExitCode.CheckFailed, "STR1612");
        CliRun.Of("emulator", "run", folder["app.dll"], "--target", "esp32-psram").ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public void What_the_device_cannot_run_is_refused_with_its_number()
    {
        using var folder = new PackageFolder();
        File.WriteAllBytes(
            folder["multidim.dll"],
            [.. Striate.UnitTests.Compilation.KnownProgram.Get("multidim").Compile().Required().Image]
        );
        CliRun.Of("emulator", "run", folder["multidim.dll"]).ShouldBeRefused(ExitCode.CheckFailed, "STR1303");
        CliRun.Of("emulator", "load", folder["multidim.dll"]).ShouldBeRefused(ExitCode.CheckFailed, "STR1303");
    }

    [Fact]
    public void A_file_of_measured_times_that_is_named_must_be_there()
    {
        using var folder = new PackageFolder();
        File.WriteAllBytes(folder["app.dll"], TestCompiler.Compile("public static class P { public static void Main() { } }", "app"));
        CliRun
            .Of("emulator", "run", folder["app.dll"], "--calibrations", folder["absent.json"])
            .ShouldBeRefused(ExitCode.Usage, "--calibrations", "absent.json", "no such file");
        CliRun.Of("emulator", "run", folder["app.dll"], "--calibrations", folder.NoCalibrations).ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public void Assemblies_of_one_name_are_refused_with_their_files()
    {
        using var folder = new PackageFolder();
        var library = TestCompiler.Compile("public static class L { }", "Lib");
        foreach (var part in new[] { "a", "b" })
        {
            Directory.CreateDirectory(folder[part]);
            File.WriteAllBytes(folder[part + "/Lib.dll"], library);
        }

        File.WriteAllBytes(folder["End.dll"], TestCompiler.Compile("public static class P { public static void Main() { } }", "End"));
        string[] assemblies = [folder["a/Lib.dll"], folder["b/Lib.dll"], folder["End.dll"]];
        CliRun.Of(["emulator", "run", .. assemblies]).ShouldBeRefused(ExitCode.Usage, assemblies[0], assemblies[1], "'Lib'");
        CliRun.Of(["emulator", "load", .. assemblies]).ShouldBeRefused(ExitCode.Usage, assemblies[0], assemblies[1], "'Lib'");
        CliRun.Of(["emulator", "run", .. assemblies[1..]]).ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public void A_measured_time_is_stored_and_estimates_rest_on_it()
    {
        using var folder = new PackageFolder();
        string[] estimate =
        [
            "verify",
            folder.Package,
            "--strategy",
            "literal",
            "--vectors",
            "2",
            "--calibrations",
            folder["c.json"],
            "--json",
        ];
        CliRun.Of(estimate).ShouldBeRefused(ExitCode.Usage, "--calibrations", "c.json", "no such file", "striate calibrate");
        File.WriteAllText(folder["c.json"], "[]");
        CliRun.Of([.. estimate, "--firmware", "1.16.0"]).ShouldBeRefused(ExitCode.BadInput, "c.json", "1.16.0", "striate calibrate");

        CliRun
            .Of(
                "calibrate",
                folder.Package,
                "--board",
                "esp32",
                "--firmware",
                "1.16.0",
                "--microseconds",
                "5000",
                "--strategy",
                "literal",
                "--calibrations",
                folder["c.json"]
            )
            .ExitCode.ShouldBe(ExitCode.Success);

        CalibrationStore.Find(folder["c.json"], "esp32", "1.16.0")!.Microseconds.ShouldBe(5000);
        var run = CliRun.Of(estimate);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var strategy = run.Json.GetProperty("estimates")[0];
        strategy.GetProperty("assumption").GetString()!.ShouldContain("measured on esp32 with firmware 1.16.0");
        strategy.GetProperty("total").GetProperty("millisecondsLow").GetDouble().ShouldBeLessThan(6);
        strategy.GetProperty("layers").GetArrayLength().ShouldBeGreaterThan(1);

        string[] measured =
        [
            "calibrate",
            folder.Package,
            "--microseconds",
            "9000",
            "--strategy",
            "literal",
            "--calibrations",
            folder["c.json"],
        ];
        CliRun.Of([.. measured, "--board", "esp32", "--firmware", "1.17.0"]).ExitCode.ShouldBe(ExitCode.Success);
        CliRun.Of(estimate).ShouldBeRefused(ExitCode.Usage, "1.16.0, 1.17.0", "--firmware");
        File.WriteAllText(
            folder["own.toml"],
            "name = \"my-board\"\nmicroseconds-low = 3\nmicroseconds-high = 4\nassumption = \"a slow one\""
        );
        string Assumption() =>
            CliRun
                .Of([.. estimate, "--target", folder["own.toml"]])
                .Json.GetProperty("estimates")[0]
                .GetProperty("assumption")
                .GetString()!;
        Assumption().ShouldContain("a slow one");
        CliRun.Of([.. measured, "--board", folder["own.toml"], "--firmware", "1.17.0"]).ExitCode.ShouldBe(ExitCode.Success);
        Assumption().ShouldContain("measured on my-board with firmware 1.17.0");
    }

    [Fact]
    public void A_profile_holds_the_layers()
    {
        using var folder = new PackageFolder();
        var run = CliRun.Of(
            "verify",
            folder.Package,
            "--strategy",
            "literal",
            "--vectors",
            "2",
            "--profile",
            folder["p.json"],
            "--calibrations",
            folder.NoCalibrations
        );
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldContain("hottest methods");
        File.ReadAllText(folder["p.json"]).ShouldContain(Striate.UnitTests.Model.Samples.Package.Network.Layers[0].Name);
    }

    [Fact]
    public void Half_of_the_real_runtimes_commands_is_refused_with_what_to_set()
    {
        using var folder = new PackageFolder();
        CliRun.Of("verify", folder.Package, "--nanoclr", "nanoclr").ShouldBeRefused(ExitCode.Usage, "STRIATE_MDP", "--corelib");
    }
}
