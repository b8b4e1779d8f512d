using Striate.Codegen;
using Striate.Codegen.Compilation;
using Striate.Emulator;
using Striate.Fuzzing;
using Striate.Fuzzing.Networks;
using Striate.Model.Graph;
using Striate.Model.Reference;
using Striate.Verification;

namespace Striate.UnitTests.Codegen;

/// <summary>Networks whose input is signed read it as <c>sbyte[]</c>, too.</summary>
public sealed class SignedInputTests
{
    private const string Driver = "Driver";

    public static TheoryData<Strategy> Strategies =>
        SlowTests.AreRun ? [.. Enum.GetValues<Strategy>()] : [Strategy.Table, Strategy.Planned];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Signed_values_give_the_reference_s_logits_and_allocate_nothing(Strategy strategy)
    {
        foreach (var network in Networks(isSigned: true).Concat(WiderNetworks()))
        {
            var build = Generator.Build(
                network,
                new GeneratorOptions(strategy),
                new string('0', 64),
                cancellation: TestContext.Current.CancellationToken
            );
            var type = $"{build.Code.Namespace}.{build.Code.NetworkClass}";
            var driver = CSharpCompiler
                .Compile(
                    Driver,
                    [
                        new SourceText(
                            "Driver.cs",
                            $"public static class Driver {{ public static void Run(sbyte[] i, int[] l) {{ {type}.Run(i, l); }} public static int Classify(sbyte[] i) {{ return {(network.HasClasses ? $"{type}.Classify(i)" : "0")}; }} }}"
                        ),
                    ],
                    build.Assemblies
                )
                .Required();
            CompiledAssembly[] all = [.. build.Assemblies, driver];
            using var desktop = DesktopLoader.Load(all);
            var machine = Machine.Load(all.Select(assembly => assembly.Image.AsMemory()));
            foreach (var input in TestInputs.For(network.Input, 4))
            {
                var expected = ReferenceExecutor.Run(network, input).Outputs[^1];
                sbyte[] signed = [.. input.Select(value => unchecked((sbyte)value))];
                int[] logits = new int[expected.Length],
                    emulated = new int[expected.Length];
                desktop.GetMethod<Action<sbyte[], int[]>>(Driver, "Run")(signed, logits);
                machine.Invoke(Driver, "Run", signed, emulated);
                logits.ShouldBe(expected);
                emulated.ShouldBe(expected);
                var before = machine.Counters.Allocations;
                machine.Invoke(Driver, "Classify", signed).ShouldBe(desktop.GetMethod<Func<sbyte[], int>>(Driver, "Classify")(signed));
                machine.Counters.Allocations.ShouldBe(before);
            }
        }
    }

    [Fact]
    public void Other_networks_read_bytes_alone()
    {
        foreach (var network in Networks(isSigned: false))
        {
            Generator
                .Emit(network, new GeneratorOptions(Strategy.Literal), new string('0', 64))
                .Files.ShouldAllBe(file => !file.Text.Contains("sbyte[]", StringComparison.Ordinal));
        }
    }

    // Of specification 2: zero points lie in the border around the input.
    private static IEnumerable<Network> WiderNetworks() =>
        Enumerable
            .Range(0, 400)
            .Select(seed => NetworkFuzz.NetworkOf((ulong)seed))
            .Where(network => network.Input.Type.Signed && !Features.Of(network).IsEmpty)
            .Take(8);

    // With a border around the input, where rows are copied one by one, and without.
    private static IEnumerable<Network> Networks(bool isSigned) =>
        Enumerable
            .Range(0, 200)
            .Select(seed => NetworkGenerator.FromSeed((ulong)seed, GeneratorSize.Small))
            .Where(network => network.Input.Type.Signed == isSigned)
            .Take(6);
}
