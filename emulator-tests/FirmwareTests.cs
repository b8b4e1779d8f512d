using Striate.Codegen;
using Striate.Codegen.Compilation;
using Striate.Codegen.Emission;
using Striate.Emulator;
using Striate.Model.Packaging;
using Striate.Verification;

namespace Striate.EmulatorTests;

/// <summary>The sources of firmware/, compiled as for a board and run in the emulator from Main.</summary>
public class FirmwareTests
{
    // The one thing that a board does not have: an end.
    private const string EndOfLoop =
        """
        namespace Striate.Firmware
        {
            internal static partial class Program
            {
                static partial void AfterInference(int inferences, ref bool isDone) { isDone = inferences == 1500; }
            }
        }
        """;

    public static TheoryData<string> Networks => [.. TinyNetworks.All.Keys];

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_self_test_passes_and_then_it_classifies(string name)
    {
        var network = TinyNetworks.All[name];
        var lines = Run(Package(name));
        lines[0].ShouldBe("Striate: network " + network.Name);
        lines.Count(line => line.EndsWith(" PASS", StringComparison.Ordinal)).ShouldBe(3 * network.Layers.Length);
        lines.ShouldContain("vector 2: equal");
        lines.ShouldContain("PASS");
        lines.ShouldContain(line => line.StartsWith("inference: ", StringComparison.Ordinal) && line.EndsWith(" us", StringComparison.Ordinal));
        lines[^1].ShouldStartWith("1000 inferences, last class ");
    }

    [Fact]
    public void A_layer_that_differs_fails_the_self_test()
    {
        var package = Package("segments");
        var vector = package.GoldenVectors[1];
        var lines = Run(package with
        {
            GoldenVectors = package.GoldenVectors.SetItem(1, vector with { LayerCrcs = vector.LayerCrcs.SetItem(0, vector.LayerCrcs[0] ^ 1) }),
        });
        lines.ShouldContain("vector 0: equal");
        lines.ShouldContain("vector 1: different");
        lines.ShouldContain(line => line.StartsWith("vector 1 layer conv crc ", StringComparison.Ordinal) && line.Contains(" FAIL, golden ", StringComparison.Ordinal));
        lines[^1].ShouldBe("FAIL");
    }

    [Fact]
    public void A_logit_that_differs_fails_the_self_test()
    {
        var package = Package("segments");
        var vector = package.GoldenVectors[0];
        var lines = Run(package with
        {
            GoldenVectors = package.GoldenVectors.SetItem(0, vector with { Logits = vector.Logits.SetItem(1, vector.Logits[1] + 1) }),
        });
        lines.ShouldContain(line => line.StartsWith("vector 0 run logit 1 is ", StringComparison.Ordinal));
        lines[^1].ShouldBe("FAIL");
    }

    [Fact]
    public void Ten_thousand_inferences_leave_the_heap_as_it_was()
    {
        var machine = Load(Package("segments"), EndOfLoop.Replace("1500", "999", StringComparison.Ordinal), TextWriter.Null);
        machine.InvokeMain("Striate.Firmware");
        var before = machine.HeapBytesInUse;
        for (var run = 0; run < 10; run++)
        {
            machine.InvokeMain("Striate.Firmware");
        }

        machine.HeapBytesInUse.ShouldBe(before);
    }

    private static ModelPackage Package(string name)
    {
        var network = TinyNetworks.All[name];
        return new ModelPackage(network, null, GoldenVectors.Compute(network, TestInputs.For(network.Input, 3)));
    }

    private static string[] Run(ModelPackage package)
    {
        using var output = new StringWriter();
        Load(package, EndOfLoop, output).InvokeMain("Striate.Firmware");
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static Machine Load(ModelPackage package, string endOfLoop, TextWriter output)
    {
        var options = new GeneratorOptions();
        var sha = new string('0', 64);
        var build = Generator.Build(package.Network, options, sha);
        var files = FirmwareEmission.AddTo(build.Code, package, options, sha, package.GoldenVectors.Length).Files[^2..];
        CompiledAssembly[] parts = [.. build.Assemblies, build.TraceAssembly];
        var sources = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "firmware"), "*.cs").Order(StringComparer.Ordinal)
            .Select(path => new SourceText(Path.GetFileName(path), File.ReadAllText(path)));
        var firmware = CSharpCompiler.Compile(
            "Striate.Firmware",
            [.. sources, .. files.Select(file => new SourceText(file.Name, file.Text)), new SourceText("EndOfLoop.cs", endOfLoop)],
            parts,
            executable: true).Required();
        return Machine.Load(
            parts.Append(firmware).Select(part => part.Image.AsMemory()), new MachineOptions { Output = output, InstructionLimit = 200_000_000 });
    }
}
