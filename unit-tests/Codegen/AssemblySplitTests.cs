using System.Globalization;
using Striate.Codegen;
using Striate.Codegen.Compilation;
using Striate.Codegen.Lowering;
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

    // 45 classes that fill most of an assembly and as many that fill a third: neighbours apart they take 45 parts, together more than a
    // device loads.
    [Fact]
    public void Parts_are_filled_where_there_would_be_too_many()
    {
        const int Classes = 45;
        const int Large = 40_000;
        const int Small = 19_000;
        var code = Repeated(Code(), 2 * Classes);
        var il = code
            .Files.Where(file => file.Layer is not null)
            .Select((file, index) => (file.ClassName, Bytes: index < Classes ? Large : Small))
            .ToDictionary(file => file.ClassName, file => file.Bytes);

        var layers = AssemblySplit
            .Apply(code, Metrics(code, file => il.GetValueOrDefault(file.ClassName)))
            .Files.Where(file => file.Layer is not null)
            .ToList();

        layers.Select(file => file.Assembly).Distinct().Count().ShouldBe(Classes);
        layers.GroupBy(file => file.Assembly).ShouldAllBe(part => part.Sum(file => il[file.ClassName]) <= Limits.AssemblyBytecode.Works);
        CodeLimits.Parts.ShouldBeGreaterThan(Classes);
    }

    // Of each layer a small class follows a large one that it calls, and there is room for small ones in the parts of layers before.
    [Fact]
    public void No_class_stands_before_those_of_its_layer_that_it_calls()
    {
        const int Large = 50_000;
        const int Small = 19_000;
        var code = Repeated(Code(), 2 * CodeLimits.Parts, classesPerLayer: 2);

        var parts = AssemblySplit
            .Parts(
                code,
                file =>
                    int.Parse(file.Name[1..^3], CultureInfo.InvariantCulture) is 0 or 1 ? Small
                    : file.Name[^4] % 2 == 0 ? Large
                    : Small
            )
            .Files.Where(file => file.Layer is not null)
            .GroupBy(file => file.Layer, file => int.Parse(file.Assembly.Split(".Part")[1], CultureInfo.InvariantCulture))
            .ToList();

        parts.Count.ShouldBe(CodeLimits.Parts);
        parts.ShouldAllBe(layer => layer.SequenceEqual(layer.Order()));
    }

    [Fact]
    public void A_network_with_its_firmware_and_every_library_is_what_a_device_loads() =>
        (CodeLimits.Parts + 3 + ReferenceAssemblies.All.Length).ShouldBe((int)Limits.ImageAssemblies.Works);

    private static GeneratedCode Repeated(GeneratedCode code, int times, int classesPerLayer = 1)
    {
        var layer = code.Files.First(file => file.Layer is not null);
        return code with
        {
            Files =
            [
                .. code.Files.Where(file => file.Layer is null),
                .. Enumerable
                    .Range(0, times)
                    .Select(number => layer with { Name = $"L{number}.cs", Layer = $"layer{number / classesPerLayer}" }),
            ],
        };
    }

    private static Network LongNetwork() =>
        Enumerable
            .Range(0, 1000)
            .Select(seed => NetworkGenerator.FromSeed((ulong)seed, GeneratorSize.Medium))
            .First(network => network.Layers.Length >= 5);

    private static GeneratedCode Code() => Generator.Emit(LongNetwork(), new GeneratorOptions(Strategy.Literal), new string('0', 64));

    private static AssemblyMetrics Metrics(GeneratedCode code, int ilPerClass) => Metrics(code, _ => ilPerClass);

    private static AssemblyMetrics Metrics(GeneratedCode code, Func<GeneratedFile, int> il)
    {
        var methods = code
            .Files.Select(file => new MethodMetrics(code.Namespace + "." + file.ClassName, "Run", il(file), il(file), 1, 1, 1, 0))
            .ToList();
        return new AssemblyMetrics(code.MainAssembly, methods.Sum(method => method.IlBytes), 0, 0, [.. methods], []);
    }
}
