using Striate.Codegen;
using Striate.Codegen.Compilation;
using Striate.Fuzzing;
using Striate.Model.Graph;
using Striate.Platform;
using Striate.Platform.Checking;

namespace Striate.UnitTests.Codegen;

public class AssemblySplitTests
{
    [Fact]
    public void Code_that_fits_stays_in_one_assembly()
    {
        var code = Code();
        AssemblySplit.Apply(code, Metrics(code, ilPerClass: 10)).ShouldBe(code);
    }

    [Fact]
    public void Layers_are_spread_so_that_every_assembly_keeps_the_limit()
    {
        const int IlPerClass = 25_000;
        var code = Code();
        var split = AssemblySplit.Apply(code, Metrics(code, IlPerClass));
        var layers = split.Files.Where(file => file.Layer is not null).ToList();
        layers.Count.ShouldBeGreaterThan(2);
        layers.GroupBy(file => file.Assembly).ShouldAllBe(part => part.Count() * IlPerClass <= Limits.AssemblyBytecode.Works);
        split.Files.Where(file => file.Layer is null).Select(file => file.Assembly).ShouldBe([code.MainAssembly, code.TraceAssembly]);
        split.Files.Select(file => file.Text).ShouldBe(code.Files.Select(file => file.Text));
    }

    private static Network LongNetwork() => Enumerable.Range(0, 1000)
        .Select(seed => NetworkGenerator.FromSeed((ulong)seed, GeneratorSize.Medium)).First(network => network.Layers.Length >= 5);

    private static GeneratedCode Code() =>
        Generator.Emit(LongNetwork(), new GeneratorOptions(Strategy.Literal), new string('0', 64));

    private static AssemblyMetrics Metrics(GeneratedCode code, int ilPerClass)
    {
        var methods = code.Files.Select(file =>
            new MethodMetrics(code.Namespace + "." + file.ClassName, "Run", ilPerClass, ilPerClass, 1, 1, 1, 0)).ToList();
        return new AssemblyMetrics(code.MainAssembly, methods.Sum(method => method.IlBytes), 0, 0, [.. methods], []);
    }
}
