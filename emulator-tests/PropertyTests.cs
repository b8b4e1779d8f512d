using System.Collections.Concurrent;
using System.Globalization;
using Striate.Fuzzing.Networks;

namespace Striate.EmulatorTests;

/// <summary>
/// Random networks: reference = desktop .NET = emulator, with every strategy. Case n is the network of seed n, so a failure
/// names all that is needed to see it again. STRIATE_CASES sets the number of networks, STRIATE_FIRST_CASE the first one.
/// </summary>
public class PropertyTests
{
    private const int MostCases = 300;
    private const int ShortCases = 20;

    // Inputs for which the CRC of every layer is compared; the others are if a logit differs.
    private const int TracedVectors = 8;

    [Fact]
    public void Every_strategy_computes_what_the_reference_computes_and_allocates_nothing()
    {
        var (first, count) = (Setting("STRIATE_FIRST_CASE", 1), Setting("STRIATE_CASES", SlowTests.AreRun ? MostCases : ShortCases));
        var failures = new ConcurrentBag<NetworkOutcome>();
        Parallel.For(
            first,
            first + count,
            seed =>
            {
                if (NetworkOutcome.Of((ulong)seed, NetworkFuzz.Inputs, TracedVectors) is { First: not null } outcome)
                {
                    failures.Add(outcome);
                }
            }
        );
        failures.ShouldBeEmpty();
    }

    private static int Setting(string name, int value) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : value;
}
