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
            foreach (
                var layer in network.Layers.Where(layer =>
                    layer is Flatten or MaxPooling or Concat or History && layer.Inputs.Append(layer.Name).Any(fixedMaps.Contains)
                )
            )
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
        layer switch
        {
            Convolution { Requantisation: { } one } => HasRoom(one),
            FullyConnected { Requantisation: { } one } => HasRoom(one),
            AveragePooling { Requantisation: { } one } pooling => HasRoom(one)
                && (pooling.Partial ?? []).All(window => HasRoom(window.Requantisation)),
            Multiply multiply => HasRoom(multiply.Requantisation),
            Add add => add.Shift <= MostShift
                && add.ConstantOrHalf is >= -Requantisation.LargestModestConstant and <= Requantisation.LargestModestConstant,
            ScaleShift scaleShift => scaleShift.Shifts.All(shift => shift <= MostShift),
            _ => true,
        };

    private static bool HasRoom(Requantisation one) =>
        one.Shifts.All(shift => shift <= MostShift)
        && (one.Constants ?? [])
            .Concat(one.Split?.Constants ?? [])
            .All(constant => constant is >= -Requantisation.LargestModestConstant and <= Requantisation.LargestModestConstant);

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
        return stored switch
        {
            Convolution { Requantisation: { } one } convolution => convolution with { Requantisation = Less(one, own) },
            FullyConnected { Requantisation: { } one } connected => connected with { Requantisation = Less(one, own) },
            AveragePooling { Requantisation: { } one } pooling => pooling with
            {
                Requantisation = Less(one, own),
                Partial = pooling.Partial is { } partial
                    ? [.. partial.Select(window => window with { Requantisation = Less(window.Requantisation, own) })]
                    : null,
            },
            Multiply multiply => multiply with { Requantisation = Less(multiply.Requantisation, own) },
            MaxPooling pooling => pooling with { Minimum = pooling.Minimum - own, Maximum = pooling.Maximum - own },
            LookUp lookUp => lookUp with { Table = [.. lookUp.Table.Select(value => value - own)] },
            Constant constant => constant with { Values = [.. constant.Values.Select(value => value - own)] },
            Add add => Less(add, own, read),
            ScaleShift scaleShift => scaleShift with
            {
                Offsets =
                [
                    .. scaleShift.Offsets.Select(
                        (offset, channel) =>
                            offset + (read[0] * scaleShift.Multipliers[channel]) - ((long)own << scaleShift.Shifts[channel])
                    ),
                ],
                Minimum = scaleShift.Minimum - own,
                Maximum = scaleShift.Maximum - own,
            },
            _ => stored,
        };
    }

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

    private static Requantisation Less(Requantisation one, int own) =>
        own == 0
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
