using System.Reflection;
using Striate.Codegen;
using Striate.Fuzzing;
using Striate.Fuzzing.Networks;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Model.Reference;
using Striate.Verification;

namespace Striate.UnitTests.Codegen;

/// <summary>Code as a guest in a computer's project: what is public, what is not, and a class with instances.</summary>
public sealed class InstanceTests
{
    private const int Networks = 12;
    private const int Threads = 4;

    private static readonly string s_sha = new('0', 64);

    [Fact]
    public void Only_the_network_s_class_and_its_instances_are_public()
    {
        var code = Generator.Emit(Samples().First(), new GeneratorOptions { HasInstances = true, ClassName = "Guest" }, s_sha);
        var assembly = DesktopProject.Load(code);
        assembly.GetExportedTypes().Select(type => type.Name).Order(StringComparer.Ordinal).ShouldBe(["Guest", "GuestInstance"]);
        assembly.GetType(code.Namespace + ".Guest")!.GetProperties(BindingFlags.Public | BindingFlags.Static).ShouldBeEmpty();
        assembly
            .GetType(code.Namespace + ".Guest")!
            .GetProperties(BindingFlags.NonPublic | BindingFlags.Static)
            .ShouldNotBeEmpty("the trace's");
    }

    [Fact]
    public void Without_instances_there_is_one_public_class() =>
        DesktopProject.Load(Generator.Emit(Samples().First(), new GeneratorOptions(), s_sha)).GetExportedTypes().ShouldHaveSingleItem();

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void Instances_of_several_threads_compute_the_reference_s_outputs()
    {
        foreach (var network in Samples())
        {
            var code = Generator.Emit(network, new GeneratorOptions { HasInstances = true }, s_sha);
            var type = DesktopProject.Load(code).GetType($"{code.Namespace}.{code.NetworkClass}Instance")!;
            var inputs = TestInputs
                .For(network.Input, 8)
                .Select(input => (input, Expected: ReferenceExecutor.Run(network, input).Outputs[^1]))
                .ToArray();
            Parallel.For(
                0,
                Threads,
                thread =>
                {
                    var run = type.GetMethod("Run", [typeof(byte[]), typeof(int[])])!
                        .CreateDelegate<Action<byte[], int[]>>(Activator.CreateInstance(type));
                    var output = new int[inputs[0].Expected.Length];
                    foreach (var (input, expected) in inputs.Skip(thread).Concat(inputs))
                    {
                        run([.. input], output);
                        output.ShouldBe(expected, network.Name);
                    }
                }
            );
        }
    }

    [Fact]
    public void An_instance_takes_a_signal_as_the_static_class_does()
    {
        var network = PackageFile.Read(Path.Combine(Repository.Root, "examples", "stream", "motion1d.striate")).Package.Network;
        var code = Generator.Emit(network, new GeneratorOptions { HasInstances = true, Hop = 16 }, s_sha);
        var assembly = DesktopProject.Load(code);
        var (one, other) = (
            assembly.GetType($"{code.Namespace}.{code.NetworkClass}")!,
            assembly.GetType($"{code.Namespace}.{code.NetworkClass}Instance")!
        );
        var advance = one.GetMethod("Advance", [typeof(byte[]), typeof(int[])])!.CreateDelegate<Func<byte[], int[], bool>>();
        var instance = Activator.CreateInstance(other)!;
        var advanced = other.GetMethod("Advance", [typeof(byte[]), typeof(int[])])!.CreateDelegate<Func<byte[], int[], bool>>(instance);
        var (expected, actual) = (new int[network.Logits.Shape.Length], new int[network.Logits.Shape.Length]);
        for (var pass = 0; pass < 2; pass++)
        {
            var ready = new List<bool>();
            foreach (var block in TestInputs.For(network.Input, 3).SelectMany(input => input.Chunk(16 * network.Input.Shape.Channels)))
            {
                ready.Add(advanced([.. block], actual));
                advance([.. block], expected).ShouldBe(ready[^1]);
                actual.ShouldBe(expected);
            }

            ready.ShouldContain(true);
            ready.ShouldContain(false, "what Reset forgets");
            one.GetMethod("Reset")!.Invoke(null, null);
            other.GetMethod("Reset")!.Invoke(instance, null);
        }
    }

    [Theory]
    [InlineData("Run")]
    [InlineData("hop")]
    [InlineData("My.Class")]
    [InlineData("class")]
    [InlineData("9lives")]
    public void A_name_that_is_none_is_refused(string name) =>
        Should
            .Throw<StriateException>(() => Generator.Emit(Samples().First(), new GeneratorOptions { ClassName = name }, s_sha))
            .Message.ShouldContain("cannot be the name of a network's class");

    private static IEnumerable<Network> Samples() =>
        Enumerable.Range(0, Networks).Select(seed => NetworkGenerator.FromSeed((ulong)seed, GeneratorSize.Small));
}
