using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Storage;

namespace Striate.Codegen.Planning;

/// <summary>Chooses lanes, axis, tile and group of the convolutions that are swept.</summary>
internal static class SweepPlanner
{
    /// <summary>Words that packed tiles may take: what is left on a board without PSRAM beside three maps of 16 KB.</summary>
    private const int MostPackedWords = 2_304;

    /// <summary>Instructions that a byte of code must save to be worth its flash.</summary>
    private const int InstructionsPerByte = 24;

    /// <summary>No layer is swept.</summary>
    public static readonly ImmutableSortedDictionary<string, SweepPlan> None =
        ImmutableSortedDictionary.Create<string, SweepPlan>(StringComparer.Ordinal);

    /// <summary>The plan of every convolution to which sweeps in lanes apply.</summary>
    public static ImmutableSortedDictionary<string, SweepPlan> Plan(Network network)
    {
        var ranges = AccumulatorBounds.Ranges(network);
        var plans = ImmutableSortedDictionary.CreateBuilder<string, SweepPlan>(StringComparer.Ordinal);
        foreach (var layer in network.Layers.OfType<Convolution>().Where(layer => layer.Requantisation is not null))
        {
            var best = Candidates(layer, network.MapOf(layer.Inputs[0]).Shape, ranges[layer.Inputs[0]])
                .OrderBy(plan => SweepCost.Instructions(layer, plan) + (InstructionsPerByte * (double)SweepCost.KernelBytes(layer, plan)))
                .FirstOrDefault();
            if (best is not null && SweepCost.Instructions(layer, best) < SweepCost.ValueByValue(layer))
            {
                plans[layer.Name] = best;
            }
        }

        return plans.ToImmutable();
    }

    /// <summary>
    /// Whether the sums of every output channel fit a lane: the distance from the smallest to the largest sum of its taps
    /// stays below the capacity, so that an offset makes every lane's final sum a number of its own bits.
    /// </summary>
    public static bool Fits(Convolution layer, ValueRange input, long capacity) =>
        AccumulatorBounds.Of(layer.Bank, [.. layer.Bias.Select(_ => 0)], input).All(sum => sum.Maximum - sum.Minimum < capacity);

    private static IEnumerable<SweepPlan> Candidates(Convolution layer, Shape input, ValueRange range)
    {
        foreach (var transposed in (bool[])[false, true])
        {
            for (var lanes = 2; lanes <= 4; lanes++)
            {
                var plan = SweepPlan.Of(layer, input, lanes, transposed);
                if (plan.Outer.Output < lanes || !Fits(layer, range, plan.Capacity))
                {
                    continue;
                }

                var tile = Enumerable.Range(1, plan.Band).Reverse()
                    .FirstOrDefault(rows => (plan with { Tile = rows }).PackedWords <= MostPackedWords, 1);
                foreach (var group in (int[])[4, 8, 9, 12, 16])
                {
                    yield return plan with { Tile = tile, Group = group };
                }
            }
        }
    }
}

/// <summary>The sweeps of one output channel: one that starts the sums, then full groups.</summary>
/// <param name="Taps">Weights of the channel.</param>
/// <param name="First">Taps of the first sweep, zero weights that fill it up included.</param>
/// <param name="Groups">Full groups after it.</param>
internal readonly record struct ChannelSweeps(int Taps, int First, int Groups)
{
    /// <summary>Sizes of first sweeps are multiples of this, so that few methods serve all channels.</summary>
    public static int Step(int group) => group <= 4 ? 1 : group / 4;

    /// <summary>Taps that stand in the first sweep; the others come before them in tap order.</summary>
    public int FirstTaps => Taps - ((First == 0 ? 0 : Groups) * Group);

    private int Group { get; init; }

    public static ChannelSweeps Of(int taps, int group)
    {
        var rest = taps == 0 ? 0 : ((taps - 1) % group) + 1;
        var step = Step(group);
        return new ChannelSweeps(taps, Math.Min(group, Math.Max(1, (rest + step - 1) / step) * step), (taps - rest) / group) { Group = group };
    }

    /// <summary>The sweeps of every output channel.</summary>
    public static ImmutableArray<ChannelSweeps> Of(KernelBank bank, int group)
    {
        var offsets = bank.WeightOffsets();
        return [.. Enumerable.Range(0, bank.OutputChannels).Select(channel =>
            Of(offsets[(channel + 1) * bank.InputChannels] - offsets[channel * bank.InputChannels], group))];
    }
}

/// <summary>Predicted cost of a sweep plan, from the layer alone.</summary>
internal static class SweepCost
{
    private const int PerTap = 8;
    private const int PerWord = 12;
    private const int TapSetUp = 14;
    private const int SweepSetUp = 22;
    private const int PerStoredLane = 23;
    private const int PerPackedWord = 31;
    private const int PerLoadedWord = 8;

    /// <summary>IL instructions of the layer.</summary>
    public static double Instructions(Convolution layer, SweepPlan plan)
    {
        var channels = ChannelSweeps.Of(layer.Bank, plan.Group);
        var bits = PackedKernels.IndexBitsFor(layer.Bank.Shapes.Distinct().Count());
        var longest = layer.Bank.Shapes.Distinct().Max(shape => layer.Bank.Catalog[shape].Cells.Length);
        var decode = bits == 0 ? 0 : layer.Bank.InputChannels * (28.0 + (11 * longest));
        var total = 0.0;
        for (var first = 0; first < plan.Band; first += plan.Tile)
        {
            var rows = Math.Min(plan.Tile, plan.Band - first);
            var words = plan.Words(rows);
            var packedRows = first == 0 ? rows + plan.Outer.Halo : rows;
            total += packedRows * plan.Outer.Phases * (40.0 + (plan.Inner.Input / Math.Max(1, plan.Inner.Stride) * plan.Inner.Phases * plan.Channels * PerPackedWord));
            foreach (var channel in channels)
            {
                var taps = channel.First + (channel.Groups * plan.Group);
                total += decode + 60 + (taps * (TapSetUp + (PerTap * (double)words))) + ((channel.Groups + 1) * (SweepSetUp + (double)(PerWord * words)))
                    + (rows * plan.Inner.Output * (12.0 + (plan.Lanes * PerStoredLane))) + (rows * 20)
                    + (PerLoadedWord * ((taps * layer.Bank.WeightBits / 64.0) + (layer.Bank.InputChannels * bits / 64.0) + 3));
            }
        }

        return total;
    }

    /// <summary>IL instructions of the layer where it is swept one value at a time.</summary>
    public static double ValueByValue(Convolution layer)
    {
        var positions = (double)layer.Output.Shape.Height * layer.Output.Shape.Width;
        return (positions * ((8.5 * layer.Bank.Weights.Length) + (30 * layer.Bias.Length))) + (60 * layer.Bank.Slices);
    }

    /// <summary>IL bytes of the methods that sweep; the weights come on top.</summary>
    public static int KernelBytes(Convolution layer, SweepPlan plan)
    {
        var channels = ChannelSweeps.Of(layer.Bank, plan.Group);
        var sizes = channels.Select(channel => channel.First).Distinct().Sum(size => 40 + (27 * size));
        return sizes + (channels.Any(channel => channel.Groups > 0) ? 40 + (27 * plan.Group) : 0);
    }
}
