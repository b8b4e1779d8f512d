using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Codegen.Compilation;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Verification;

namespace Striate.EmulatorTests;

/// <summary>The verifier finds what is wrong: code that was broken on purpose.</summary>
public class BrokenCodeTests
{
    private static readonly Network s_network = TinyNetworks.Segments;

    [Fact]
    public void Code_as_generated_passes() => Verify("", "").Passed.ShouldBeTrue();

    [Fact]
    public void An_allocation_in_Run_is_found()
    {
        var report = Verify("byte[] a = s_arena;", "byte[] a = s_arena; int[] waste = new int[4]; a[0] = (byte)waste[1];");
        report.EqualLogits.ShouldBe(report.Vectors);
        report.Allocations.ShouldBe(report.Vectors);
        report.Passed.ShouldBeFalse();
    }

    [Fact]
    public void A_wrong_logit_is_found_on_both_executors_with_its_layer()
    {
        var report = Verify("logits[0] = ", "logits[0] = 1 + ");
        report.Passed.ShouldBeFalse();
        report.Different.Length.ShouldBe(report.Vectors);
        report.FirstDifference!.Layer.ShouldBe("logits");
        report.FirstDifference.Vector.ShouldBe(0);
    }

    [Fact]
    public void An_index_out_of_range_is_a_difference_and_not_a_crash()
    {
        var report = Verify("byte[] a = s_arena;", "byte[] a = s_arena; a[a.Length] = 1;");
        report.Passed.ShouldBeFalse();
        report.Different.Length.ShouldBe(report.Vectors);
        report.FirstDifference!.Layer.ShouldBeNull();
    }

    private static VerificationReport Verify(params string[] replacements)
    {
        var options = new GeneratorOptions(Strategy.Literal);
        var build = Generator.Build(s_network, options, new string('0', 64), cancellation: TestContext.Current.CancellationToken);
        var changed = replacements.Chunk(2).Aggregate(build.Code, (code, pair) => Replace(code, pair[0], pair[1]));
        var main = Compile(changed, changed.MainAssembly, []);
        var broken = build with { Code = changed, Assemblies = [main], TraceAssembly = Compile(changed, changed.TraceAssembly, [main]) };
        return Verifier.Verify(broken, s_network, GoldenVectors.Compute(s_network, TestInputs.For(s_network.Input, 5)));
    }

    private static GeneratedCode Replace(GeneratedCode code, string old, string replacement) =>
        old.Length == 0
            ? code
            : code with
            {
                Files = [.. code.Files.Select(file => file with { Text = file.Text.Replace(old, replacement, StringComparison.Ordinal) })],
            };

    private static CompiledAssembly Compile(GeneratedCode code, string assembly, ImmutableArray<CompiledAssembly> references) =>
        CSharpCompiler
            .Compile(
                assembly,
                [.. code.Files.Where(file => file.Assembly == assembly).Select(file => new SourceText(file.Name, file.Text))],
                references
            )
            .Required();
}
