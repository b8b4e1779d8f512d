using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Model.Graph;
using Striate.Verification;

namespace Striate.Fuzzing.Networks;

/// <summary>A network whose code did not compute what the reference computes.</summary>
/// <param name="Seed">The network of this seed showed it first.</param>
/// <param name="Strategy">With this strategy.</param>
/// <param name="Problem">What differs.</param>
/// <param name="Network">The network as text, made as small as it would go.</param>
public sealed record NetworkFailure(ulong Seed, Strategy Strategy, string Problem, string Network);

/// <summary>What a run found.</summary>
/// <param name="Networks">Random networks.</param>
/// <param name="Cases">Pairs of network and input; each ran with every strategy.</param>
/// <param name="Differences">Pairs with a difference on any executor, counted once per strategy.</param>
/// <param name="Failures">The first few, shrunk.</param>
public sealed record NetworkFuzzReport(int Networks, int Cases, int Differences, ImmutableArray<NetworkFailure> Failures);

/// <summary>Random networks and inputs on reference, desktop .NET and emulator, with every strategy.</summary>
public static class NetworkFuzz
{
    private const int MaximumExamples = 3;
    private const int TracedVectors = 8;

    // Many networks say more than many inputs of one.
    private const int InputsPerNetwork = 9;

    // Every 20th network is larger; the emulator takes most of the time.
    private static readonly GeneratorSize s_usual = new(Layers: 4, Side: 6, Channels: 6, LayerOperations: 2_000);
    private static readonly GeneratorSize s_large = new(Layers: 6, Side: 9, Channels: 40, LayerOperations: 8_000);

    /// <summary>
    /// The network of a seed: the same on every machine. In every fifth some channels are nearly dead, in every fifth some clamp
    /// nearly always. Two of four are of specification 2.
    /// </summary>
    public static Network NetworkOf(ulong seed)
    {
        var network = NetworkGenerator.FromSeed(seed, seed % 20 == 0 ? s_large : s_usual);
        network = (seed % 5) switch
        {
            1 => ExtremeShifts.Loud(network, seed),
            3 => ExtremeShifts.Faint(network, seed),
            _ => network,
        };
        return seed % 4 is 2 or 3 || seed % 40 == 0 ? WiderArithmetic.Of(network, seed) : network;
    }

    /// <summary>
    /// The inputs of a network: the ends of its range, random values, and every channel of every layer driven up and down;
    /// alone and, for lanes, beside neighbours at the opposite end.
    /// </summary>
    public static ImmutableArray<byte[]> Inputs(Network network, ulong seed)
    {
        var output = network.Layers[^1];
        var ends = ExtremeInputs.ForEveryChannel(network, seed).ToArray();
        var extremes = ends.Select(end => (end.Layer, end.Input))
            .Concat(ExtremeInputs.OppositeLanes(network, ends).Select(opposite => (opposite.Layer, opposite.Input)))
            .ToArray();
        return
        [
            .. ExtremeInputs
                .Flat(network)
                .Concat(ExtremeInputs.OppositeBands(network))
                .Concat(TestInputs.For(network.Input, 4).Skip(2))
                .Concat(extremes.Where(extreme => extreme.Layer == output).Select(extreme => extreme.Input))
                .Concat(extremes.Where(extreme => extreme.Layer != output).Select(extreme => extreme.Input))
                .DistinctBy(Convert.ToHexString),
        ];
    }

    /// <summary>Some inputs of a network: of all kinds, evenly; which ones depends on the seed.</summary>
    public static ImmutableArray<byte[]> SomeInputs(Network network, ulong seed)
    {
        var all = Inputs(network, seed);
        return all.Length <= InputsPerNetwork
            ? all
            :
            [
                .. Enumerable
                    .Range(0, InputsPerNetwork)
                    .Select(index => all[((index * all.Length / InputsPerNetwork) + (int)(seed % (ulong)all.Length)) % all.Length]),
            ];
    }

    /// <summary>Runs whole networks until so many pairs of network and input are done; the same seed gives the same pairs.</summary>
    /// <param name="iterations">Pairs, at least.</param>
    /// <param name="seed">Seed of the first network; the others follow it.</param>
    /// <param name="progress">Told after each network how many pairs are done.</param>
    /// <param name="cancellation">Ends the run.</param>
    public static NetworkFuzzReport Run(int iterations, ulong seed, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        var (networks, cases, differences) = (0, 0, 0);
        var failures = ImmutableArray.CreateBuilder<NetworkFailure>();
        while (cases < iterations)
        {
            var batch = new NetworkOutcome[Environment.ProcessorCount];
            Parallel.For(
                0,
                batch.Length,
                new ParallelOptions { CancellationToken = cancellation },
                index => batch[index] = NetworkOutcome.Of(seed + (ulong)(networks + index), SomeInputs, TracedVectors)
            );
            // In order of seeds, and no further than asked, so that the result does not depend on the number of cores.
            foreach (var outcome in batch.TakeWhile(_ => cases < iterations))
            {
                (networks, cases, differences) = (networks + 1, cases + outcome.Cases, differences + outcome.Differences);
                if (outcome.First is { } first && failures.Count < MaximumExamples)
                {
                    failures.Add(NetworkShrinker.Shrink(outcome.Seed, first.Strategy, first.Problem));
                }

                progress?.Invoke(cases);
            }
        }

        return new NetworkFuzzReport(networks, cases, differences, failures.ToImmutable());
    }
}
