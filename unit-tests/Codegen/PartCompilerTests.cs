using Striate.Codegen;
using Striate.Codegen.Compilation;
using Striate.Codegen.Rendering;
using Striate.Platform.Checking;
using Striate.Zoo;

namespace Striate.UnitTests.Codegen;

/// <summary>
/// Classes are compiled once, and lie in the assemblies in which they lay if all of them had been compiled and measured together first.
/// </summary>
public sealed class PartCompilerTests
{
    // Split by IL; by tables, of which the layers' own would just fit; by tables alone; not at all.
    [Trait(SlowTests.Category, SlowTests.Name)]
    [Theory]
    [InlineData("resnet8-int8-m1", Strategy.Table)]
    [InlineData("lenet-int8-m1", Strategy.Table)]
    [InlineData("lenet-int8-m1", Strategy.Unrolled)]
    [InlineData("conv16-int8-m1", Strategy.Planned)]
    public void Assemblies_are_those_of_code_that_was_measured_as_a_whole(string name, Strategy strategy)
    {
        var whole = Generator.Emit(
            ZooNetwork.All.Single(network => network.Name == name).Make(),
            new GeneratorOptions(strategy),
            new string('0', 64)
        );
        var shares = new List<double>();
        var compiled = new PartCompiler().Compile(whole, shares.Add, CancellationToken.None);
        var (code, assemblies) = Measured(whole);
        compiled.Code.Files.Select(file => (file.Assembly, file.Name)).ShouldBe(code.Files.Select(file => (file.Assembly, file.Name)));
        compiled.Assemblies.Select(assembly => assembly.Name).ShouldBe(assemblies.Select(assembly => assembly.Name));
        foreach (var (one, other) in compiled.Assemblies.Zip(assemblies))
        {
            one.Image.AsSpan().SequenceEqual(other.Image.AsSpan()).ShouldBeTrue(one.Name);
        }

        compiled.IlBytes.ShouldBe(assemblies.Sum(assembly => AssemblyMetrics.Of(assembly.Image).IlBytes));
        shares.ShouldBe(shares.Order());
        shares.ShouldAllBe(share => share >= 0 && share <= 1);
    }

    [Fact]
    public void What_is_compiled_already_is_not_compiled_again()
    {
        var whole = Generator.Emit(
            ZooNetwork.All.Single(network => network.Name == "conv16-int8-m1").Make(),
            new GeneratorOptions(Strategy.Table),
            new string('0', 64)
        );
        var compiler = new PartCompiler();
        var (first, second) = (
            compiler.Compile(whole, progress: null, CancellationToken.None),
            compiler.Compile(whole, progress: null, CancellationToken.None)
        );
        second.Trace.ShouldBeSameAs(first.Trace);
        second.Assemblies.Zip(first.Assemblies).ShouldAllBe(pair => ReferenceEquals(pair.First, pair.Second));
    }

    [Fact]
    public void A_cancellation_ends_planning_and_compiling()
    {
        var network = ZooNetwork.All.Single(entry => entry.Name == "conv16-int8-m1").Make();
        foreach (var strategy in new[] { Strategy.Planned, Strategy.Table })
        {
            Should.Throw<OperationCanceledException>(() =>
                Generator.Build(
                    network,
                    new GeneratorOptions(strategy),
                    new string('0', 64),
                    cancellation: new CancellationToken(canceled: true)
                )
            );
        }
    }

    private static (GeneratedCode Code, List<CompiledAssembly> Assemblies) Measured(GeneratedCode whole)
    {
        CompiledAssembly Compile(GeneratedCode code, string name, IReadOnlyList<CompiledAssembly> references) =>
            CSharpCompiler
                .Compile(
                    name,
                    [.. code.Files.Where(file => file.Assembly == name).Select(file => new SourceText(file.Name, file.Text))],
                    references
                )
                .Required();
        var code = AssemblySplit.Apply(whole, AssemblyMetrics.Of(Compile(whole, whole.MainAssembly, []).Image));
        var assemblies = new List<CompiledAssembly>();
        foreach (var name in code.Files.Select(file => file.Assembly).Distinct().Where(name => name != code.TraceAssembly))
        {
            assemblies.Add(Compile(code, name, [.. assemblies]));
        }

        return (code, assemblies);
    }
}
