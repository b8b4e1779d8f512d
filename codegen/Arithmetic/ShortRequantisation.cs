using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Arithmetic;

/// <summary>
/// Shorter multipliers for requantisations from elsewhere, and one constant in place of two, where every activation begins at the
/// same accumulator: that is a proof over the channel's whole range.
/// </summary>
internal static class ShortRequantisation
{
    /// <summary>The layer with the shortest requantisation that is the same.</summary>
    /// <param name="network">Its network.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="ranges">The range of every map.</param>
    public static Layer Of(Network network, Layer layer, ImmutableDictionary<string, ValueRange> ranges)
    {
        if (
            layer
            is not (
                Convolution { Requantisation: not null }
                or FullyConnected { Requantisation: not null }
                or AveragePooling { Requantisation: not null, Partial: null }
            )
        )
        {
            return layer;
        }

        var bounds = AccumulatorBounds.Of(layer, ranges[layer.Inputs[0]].Less(network.MapOf(layer.Inputs[0]).ZeroPoint));
        return layer switch
        {
            Convolution convolution => convolution with { Requantisation = Of(convolution.Requantisation!, bounds) },
            FullyConnected connected => connected with { Requantisation = Of(connected.Requantisation!, bounds) },
            AveragePooling pooling => pooling with { Requantisation = Of(pooling.Requantisation!, bounds) },
            _ => layer,
        };
    }

    /// <summary>
    /// The same activations of every accumulator within its bounds. Channels that need no split have the same constant on both sides of it.
    /// </summary>
    public static Requantisation Of(Requantisation one, ImmutableArray<AccumulatorRange> bounds)
    {
        var channels = bounds.Select((range, channel) => Of(one, channel, range)).ToArray();
        var steps = channels
            .Select(
                (step, channel) => step ?? new RequantisationStep(one.Multipliers[channel], one.Shifts[channel], one.ConstantOf(channel))
            )
            .ToArray();
        return one with
        {
            Multipliers = [.. steps.Select(step => step.Multiplier)],
            Shifts = [.. steps.Select(step => step.Shift)],
            Constants = steps.All(step => step.Constant == Requantisation.Half(step.Shift))
                ? null
                : [.. steps.Select(step => step.Constant)],
            Split =
                one.Split is { } split && channels.Any(channel => channel is null)
                    ? split with
                    {
                        Constants = [.. channels.Select((step, channel) => step?.Constant ?? split.Constants[channel])],
                    }
                    : null,
        };
    }

    private static RequantisationStep? Of(Requantisation one, int channel, AccumulatorRange range)
    {
        // A larger constant below the split: activations would not ascend.
        if (one.Split is { } split && split.Constants[channel] > one.ConstantOf(channel))
        {
            return null;
        }

        var conditions = Conditions(one, channel, range);
        return Variants(one, channel, RequantisationStep.LargestIntShift)
                .Select(step => Fitting(step, conditions))
                .FirstOrDefault(step => step?.FitsInt(range.Minimum, range.Maximum) == true)
            ?? (
                one.Split is null
                    ? null
                    : Variants(one, channel, one.Shifts[channel])
                        .Reverse()
                        .Select(step => Fitting(step, conditions))
                        .FirstOrDefault(step => step is not null)
            );
    }

    /// <summary>Multipliers of fewer bits, the shortest first, each rounded down and up.</summary>
    private static IEnumerable<RequantisationStep> Variants(Requantisation one, int channel, int mostShift)
    {
        var (multiplier, shift) = (one.Multipliers[channel], one.Shifts[channel]);
        for (var bits = 1; bits <= Math.Min(mostShift, shift); bits++)
        {
            var rounded = (int)((long)multiplier >> (shift - bits));
            if (rounded > 0)
            {
                yield return new RequantisationStep(rounded, bits, 0);
            }

            if (bits < shift && rounded < int.MaxValue)
            {
                yield return new RequantisationStep(rounded + 1, bits, 0);
            }
        }
    }

    /// <summary>What every activation that occurs asks for: where it begins it is reached, one accumulator before it is not.</summary>
    private static List<Condition> Conditions(Requantisation one, int channel, AccumulatorRange range)
    {
        var conditions = new List<Condition>();
        int? always = null;
        for (var activation = one.Minimum + 1; activation <= one.Maximum; activation++)
        {
            var begin = Begin(one, channel, activation);
            if (begin > range.Maximum)
            {
                conditions.Add(new Condition(range.Maximum, activation, IsReached: false));
                break;
            }

            if (begin <= range.Minimum)
            {
                always = activation;
                continue;
            }

            conditions.Add(new Condition((long)begin, activation, IsReached: true));
            conditions.Add(new Condition((long)begin - 1, activation, IsReached: false));
        }

        return always is { } last ? [.. conditions, new Condition(range.Minimum, last, IsReached: true)] : conditions;
    }

    /// <summary>The smallest accumulator that gives at least an activation.</summary>
    private static Int128 Begin(Requantisation one, int channel, int activation)
    {
        var target = (Int128)activation << one.Shifts[channel];
        var above = Ceiling(target - one.ConstantOf(channel), one.Multipliers[channel]);
        if (one.Split is not { } split)
        {
            return above;
        }

        var below = Ceiling(target - split.Constants[channel], one.Multipliers[channel]);
        return below < split.Thresholds[channel] ? below : Int128.Max(split.Thresholds[channel], above);
    }

    private static Int128 Ceiling(Int128 dividend, int divisor) => (dividend / divisor) + (dividend % divisor > 0 ? 1 : 0);

    /// <summary>The step with a constant that meets all conditions, the nearest to half of the step; null where none does.</summary>
    private static RequantisationStep? Fitting(RequantisationStep step, List<Condition> conditions)
    {
        var (least, most) = (-(Int128)Requantisation.LargestModestConstant, (Int128)Requantisation.LargestModestConstant);
        foreach (var condition in conditions)
        {
            var distance = ((Int128)condition.Activation << step.Shift) - ((Int128)condition.Accumulator * step.Multiplier);
            (least, most) = condition.IsReached ? (Int128.Max(least, distance), most) : (least, Int128.Min(most, distance - 1));
            if (least > most)
            {
                return null;
            }
        }

        return step with
        {
            Constant = (long)Int128.Clamp(Requantisation.Half(step.Shift), least, most),
        };
    }

    /// <summary>At an accumulator an activation is reached, or it is not.</summary>
    private readonly record struct Condition(long Accumulator, int Activation, bool IsReached);
}
