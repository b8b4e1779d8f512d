using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Arithmetic;

/// <summary>
/// Maps whose zero point is their smallest integer, as behind a ReLU, are stored as distances from it: unsigned, around zeros.
/// Constants, clamps and tables of the layers that write and read them take the difference.
/// </summary>
internal static class StoredMaps
{
    // The difference of a constant, at most 2^7 steps, stays in int64 beside the constant.
    private const int MostShift = 54;

    /// <summary>The network over stored integers, and the offsets of its maps.</summary>
    public static (Network Network, ImmutableSortedDictionary<string, int> Offsets) Of(Network network)
    {
        var offsets = Offsets(network);
        var stored = network with { Layers = [.. network.Layers.Select(layer => Of(layer, offsets))] };
        // Sums near the end of int64 leave no room for the difference.
        return NetworkValidator.Check(stored).IsEmpty ? (stored, offsets) : (network, offsets.Clear());
    }

    private static ImmutableSortedDictionary<string, int> Offsets(Network network)
    {
        var fixedMaps = new HashSet<string>(StringComparer.Ordinal) { Network.InputName, network.Layers[^1].Name };
        fixedMaps.UnionWith(
            network
                .Layers.Where(layer => !HasRoom(layer))
                .SelectMany(layer => layer is Add ? layer.Inputs.Append(layer.Name) : [layer.Name])
        );
        // What passes integers on stores them as it reads them.
        for (var count = 0; count != fixedMaps.Count; )
        {
            count = fixedMaps.Count;
            foreach (var layer in network.Layers.Where(layer => PassesOn(layer) && layer.Inputs.Append(layer.Name).Any(fixedMaps.Contains)))
            {
                fixedMaps.UnionWith(layer.Inputs.Append(layer.Name));
            }
        }

        return network
            .Layers.Where(layer =>
                !fixedMaps.Contains(layer.Name) && layer.Output.ZeroPoint != 0 && layer.Output.ZeroPoint == layer.Output.Type.Minimum
            )
            .ToImmutableSortedDictionary(layer => layer.Name, layer => layer.Output.ZeroPoint, StringComparer.Ordinal);
    }

    private static bool HasRoom(Layer layer) =>
        layer.Match(
            convolution: convolution => HasRoom(convolution.Requantisation),
            fullyConnected: fullyConnected => HasRoom(fullyConnected.Requantisation),
            maxPooling: HasNoConstant,
            averagePooling: pooling =>
                HasRoom(pooling.Requantisation) && (pooling.Partial ?? []).All(window => HasRoom(window.Requantisation)),
            add: add =>
                add.Shift <= MostShift
                && add.ConstantOrHalf is >= -Requantisation.LargestModestConstant and <= Requantisation.LargestModestConstant,
            multiply: multiply => HasRoom(multiply.Requantisation),
            concat: HasNoConstant,
            scaleShift: scaleShift => scaleShift.Shifts.All(shift => shift <= MostShift),
            flatten: HasNoConstant,
            constant: HasNoConstant,
            lookUp: HasNoConstant,
            softmax: HasNoConstant,
            history: HasNoConstant
        );

    private static bool HasNoConstant(Layer layer) => true;

    private static bool HasRoom(Requantisation? one) =>
        one is null
        || (
            one.Shifts.All(shift => shift <= MostShift)
            && (one.Constants ?? [])
                .Concat(one.Split?.Constants ?? [])
                .All(constant => constant is >= -Requantisation.LargestModestConstant and <= Requantisation.LargestModestConstant)
        );

    /// <summary>Whether a layer writes the integers that it reads, as they are.</summary>
    private static bool PassesOn(Layer layer) =>
        layer.Match(
            convolution: Computes,
            fullyConnected: Computes,
            maxPooling: Passes,
            averagePooling: Computes,
            add: Computes,
            multiply: Computes,
            concat: Passes,
            scaleShift: Computes,
            flatten: Passes,
            constant: Computes,
            lookUp: Computes,
            softmax: Computes,
            history: Passes
        );

    private static bool Passes(Layer layer) => true;

    private static bool Computes(Layer layer) => false;

    private static Layer Of(Layer layer, ImmutableSortedDictionary<string, int> offsets)
    {
        var own = offsets.GetValueOrDefault(layer.Name);
        var read = layer.Inputs.Select(name => (long)offsets.GetValueOrDefault(name)).ToArray();
        var stored =
            own == 0
                ? layer
                : layer with
                {
                    Output = layer.Output with { Type = layer.Output.Type with { Signed = false }, ZeroPoint = 0 },
                };
        return stored.Match<Layer>(
            convolution: convolution => convolution with { Requantisation = Less(convolution.Requantisation, own) },
            fullyConnected: connected => connected with { Requantisation = Less(connected.Requantisation, own) },
            maxPooling: pooling => pooling with { Minimum = pooling.Minimum - own, Maximum = pooling.Maximum - own },
            averagePooling: pooling =>
                pooling with
                {
                    Requantisation = Less(pooling.Requantisation, own),
                    Partial = pooling.Partial is { } partial
                        ? [.. partial.Select(window => window with { Requantisation = Less(window.Requantisation, own)! })]
                        : null,
                },
            add: add => Less(add, own, read),
            multiply: multiply => multiply with { Requantisation = Less(multiply.Requantisation, own)! },
            concat: Same,
            scaleShift: scaleShift => Less(scaleShift, own, read[0]),
            flatten: Same,
            constant: constant => constant with { Values = [.. constant.Values.Select(value => value - own)] },
            lookUp: lookUp => lookUp with { Table = [.. lookUp.Table.Select(value => value - own)] },
            softmax: Same,
            history: Same
        );
    }

    private static Layer Same(Layer layer) => layer;

    private static ScaleShift Less(ScaleShift layer, int own, long read) =>
        layer with
        {
            Offsets =
            [
                .. layer.Offsets.Select(
                    (offset, channel) => offset + (read * layer.Multipliers[channel]) - ((long)own << layer.Shifts[channel])
                ),
            ],
            Minimum = layer.Minimum - own,
            Maximum = layer.Maximum - own,
        };

    private static Add Less(Add layer, int own, long[] read)
    {
        // Tables begin at the smallest integer: they stay.
        var terms = layer.Tables is null ? (read[0] * layer.MultiplierA) + (read[1] * layer.MultiplierB) : 0;
        return own == 0 && terms == 0
            ? layer
            : layer with
            {
                Constant = layer.ConstantOrHalf + terms - ((long)own << layer.Shift),
                Minimum = layer.Minimum - own,
                Maximum = layer.Maximum - own,
            };
    }

    private static Requantisation? Less(Requantisation? one, int own) =>
        one is null || own == 0
            ? one
            : one with
            {
                Minimum = one.Minimum - own,
                Maximum = one.Maximum - own,
                Constants = [.. one.Shifts.Select((shift, channel) => one.ConstantOf(channel) - ((long)own << shift))],
                Split = one.Split is { } split
                    ? split with
                    {
                        Constants = [.. split.Constants.Select((constant, channel) => constant - ((long)own << one.Shifts[channel]))],
                    }
                    : null,
            };
}
