using System.Collections.Concurrent;
using System.Globalization;
using Striate.Codegen;
using Striate.Fuzzing;
using Striate.Model.Graph;
using Striate.Verification;

namespace Striate.EmulatorTests;

/// <summary>
/// Random networks: reference = desktop .NET = emulator, with every strategy. Case n is the network of seed n, so a failure
/// names all that is needed to see it again. STRIATE_CASES sets the number of cases, STRIATE_FIRST_CASE the first one.
/// </summary>
public class PropertyTests
{
    private const int DefaultCases = 200;

    // Inputs for which the CRC of every layer is compared; the others are if a logit differs.
    private const int TracedVectors = 8;

    // Every 20th case is larger; the emulator takes most of the time.
    private static readonly GeneratorSize s_usual = new(Layers: 4, Side: 6, Channels: 6, LayerOperations: 2_000);
    private static readonly GeneratorSize s_large = new(Layers: 6, Side: 9, Channels: 40, LayerOperations: 8_000);

    [Fact]
    public void Every_strategy_computes_what_the_reference_computes_and_allocates_nothing()
    {
        var (first, count) = (Setting("STRIATE_FIRST_CASE", 1), Setting("STRIATE_CASES", DefaultCases));
        var failures = new ConcurrentBag<string>();
        Parallel.For(first, first + count, seed =>
        {
            foreach (var failure in Failures(seed))
            {
                failures.Add(failure);
            }
        });
        failures.ShouldBeEmpty();
    }

    private static IEnumerable<string> Failures(int seed)
    {
        var network = NetworkGenerator.FromSeed((ulong)seed, seed % 20 == 0 ? s_large : s_usual);
        var expected = GoldenVectors.Compute(network, Inputs(network, seed));
        foreach (var strategy in Enum.GetValues<Strategy>())
        {
            var build = Generator.Build(network, new GeneratorOptions(strategy), new string('0', 64));
            var report = Verifier.Verify(build, network, expected, new VerifierOptions(TracedVectors));
            if (!report.Passed || report.Vectors != expected.Length)
            {
                yield return $"case {seed}, {strategy}: {report.Different.Length} of {report.Vectors} differ, "
                    + $"{report.Allocations} allocations; first: {report.FirstDifference}";
            }
        }
    }

    // Both ends of the input's range, random values, and every output channel driven to its maximum and its minimum.
    private static byte[][] Inputs(Network network, int seed)
    {
        var output = network.Layers[^1];
        var extremes = ExtremeInputs.ForEveryChannel(network, (ulong)seed).ToArray();
        var inner = extremes.Where(extreme => extreme.Layer != output).Select(extreme => extreme.Input);
        return
        [
            .. ExtremeInputs.Flat(network)
                .Concat(TestInputs.For(network.Input, 4).Skip(2))
                .Concat(extremes.Where(extreme => extreme.Layer == output).Select(extreme => extreme.Input))
                .Concat(inner)
                .DistinctBy(Convert.ToHexString),
        ];
    }

    private static int Setting(string name, int value) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : value;
}
