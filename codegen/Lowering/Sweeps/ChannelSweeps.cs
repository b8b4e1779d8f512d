using System.Collections.Immutable;
using Striate.Model.Graph;

namespace Striate.Codegen.Lowering;

/// <summary>The sweeps of one output channel: one that starts the sums, then full groups.</summary>
/// <param name="Taps">Weights of the channel.</param>
/// <param name="First">Taps of the first sweep, zero weights that fill it up included; 0: it sets the sums to their start.</param>
/// <param name="Groups">Full groups after it; the last one may be filled up with zero weights.</param>
internal readonly record struct ChannelSweeps(int Taps, int First, int Groups)
{
    /// <summary>Sizes of first sweeps are multiples of this, so that few methods serve all channels.</summary>
    private static int Step(int group) => group <= 4 ? 1 : group / 4;

    /// <summary>The sweeps of every output channel.</summary>
    public static ImmutableArray<ChannelSweeps> Of(KernelBank bank, SweepPlan plan) => Of(TapsOf(bank), plan);

    /// <summary>The sweeps of output channels with so many taps.</summary>
    public static ImmutableArray<ChannelSweeps> Of(ImmutableArray<int> taps, SweepPlan plan) => [.. taps.Select(count => Of(count, plan))];

    /// <summary>Taps of every output channel.</summary>
    public static ImmutableArray<int> TapsOf(KernelBank bank)
    {
        var offsets = bank.WeightOffsets();
        return
        [
            .. Enumerable
                .Range(0, bank.OutputChannels)
                .Select(channel => offsets[(channel + 1) * bank.InputChannels] - offsets[channel * bank.InputChannels]),
        ];
    }

    private static ChannelSweeps Of(int taps, SweepPlan plan)
    {
        var group = plan.Group;
        if (plan.Uniform)
        {
            return new ChannelSweeps(taps, 0, (taps + group - 1) / group);
        }

        var rest = taps == 0 ? 0 : ((taps - 1) % group) + 1;
        var step = Step(group);
        return new ChannelSweeps(taps, Math.Min(group, Math.Max(1, (rest + step - 1) / step) * step), (taps - rest) / group);
    }
}
