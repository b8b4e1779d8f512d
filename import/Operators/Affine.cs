using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Operators;

/// <summary>Operators that do something else to each channel: a scale-shift where that is exact.</summary>
internal static class Affine
{
    /// <summary>Adds a scale-shift that reproduces one function per channel; false where no multipliers do.</summary>
    /// <param name="network">Takes the layer.</param>
    /// <param name="node">The operator.</param>
    /// <param name="source">What it reads.</param>
    /// <param name="output">What it writes.</param>
    /// <param name="limits">The clamp.</param>
    /// <param name="ratio">About output over input for a channel whose function ascends; negated where it descends.</param>
    /// <param name="functions">The function of a channel.</param>
    public static bool Add(
        NetworkBuilder network,
        SourceNode node,
        SourceTensor source,
        FeatureMap output,
        ValueRange limits,
        double ratio,
        Func<int, Func<int, int>> functions
    ) => Add(network, node, source, output, limits, _ => ratio, functions);

    /// <inheritdoc cref="Add(NetworkBuilder, SourceNode, SourceTensor, FeatureMap, ValueRange, double, Func{int, Func{int, int}})"/>
    public static bool Add(
        NetworkBuilder network,
        SourceNode node,
        SourceTensor source,
        FeatureMap output,
        ValueRange limits,
        Func<int, double> ratio,
        Func<int, Func<int, int>> functions
    )
    {
        var channels = output.Shape.Channels;
        if (network.MapOf(node, source).Shape != output.Shape)
        {
            return false;
        }

        network.Take(node, 4L * channels);
        var (multipliers, offsets, shifts) = (new int[channels], new long[channels], new int[channels]);
        for (var channel = 0; channel < channels; channel++)
        {
            if (Fit(functions(channel), ratio(channel), limits, output.ZeroPoint) is not { } part)
            {
                return false;
            }

            (multipliers[channel], shifts[channel], offsets[channel]) = (
                part.Multiplier,
                part.Shift,
                part.Constant - Requantisation.Half(part.Shift)
            );
        }

        network.Add(
            node,
            new ScaleShift(
                NetworkBuilder.NewName(node),
                [network.NameOf(node, source)],
                output,
                [.. multipliers],
                [.. offsets],
                [.. shifts],
                limits.Minimum,
                limits.Maximum
            ),
            "taken over as a scale-shift"
        );
        return true;
    }

    private static Requantiser? Fit(Func<int, int> function, double ratio, ValueRange limits, int zeroPoint)
    {
        // A function that descends ascends over the negated integers.
        var sign = ratio < 0 ? -1 : 1;
        var (first, last) = sign < 0 ? (-sbyte.MaxValue, -sbyte.MinValue) : ((int)sbyte.MinValue, (int)sbyte.MaxValue);
        var steps = StepFunction.Of(first, last, value => function((int)value * sign));
        return RequantisationFit.Find(steps, ratio * sign, limits.Minimum, limits.Maximum, zeroPoint) is { } part
            ? part with
            {
                Multiplier = sign * part.Multiplier,
            }
            : null;
    }
}
