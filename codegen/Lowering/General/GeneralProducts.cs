using System.Collections.Immutable;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering.General;

/// <summary>Convolutions and fully connected layers of any arithmetic.</summary>
internal static class GeneralProducts
{
    /// <summary>Tables of a class stay below this: an assembly holds 65,535 bytes of them.</summary>
    private const int MostTableBytes = 24_000;

    /// <summary>Bytes of a channel's bias, multiplier, shift, constants and threshold.</summary>
    private const int BytesOfParameters = 32;

    /// <summary>The classes of a convolution: each has some output channels.</summary>
    public static ImmutableArray<KernelClass> Lower(LoweringContext context, Convolution layer) =>
        [.. Parts(layer.Output.Shape.Channels, layer.Bank.InputChannels * CellsOf(layer)).Select(channels => Lower(context, layer, channels))];

    /// <summary>The classes of a fully connected layer: each has some neurons.</summary>
    public static ImmutableArray<KernelClass> Lower(LoweringContext context, FullyConnected layer) =>
        [.. Parts(layer.Bias.Length, layer.Weights.Length / layer.Bias.Length).Select(neurons => Lower(context, layer, neurons))];

    private static IEnumerable<Range> Parts(int channels, int weightsPerChannel)
    {
        var most = Math.Max(1, MostTableBytes / (weightsPerChannel + BytesOfParameters));
        for (var first = 0; first < channels; first += most)
        {
            yield return first..Math.Min(channels, first + most);
        }
    }

    private static int CellsOf(Convolution layer) => layer.Bank.Catalog.IsDense ? layer.Bank.Catalog.FullCells : layer.Window.Cells;

    private static KernelClass Lower(LoweringContext context, Convolution layer, Range channels)
    {
        var (catalog, input, inputs) = (layer.Bank.Catalog, GeneralClass.Input(context, layer), layer.Bank.InputChannels);
        var (first, end, perGroup) = (channels.Start.Value, channels.End.Value, layer.Output.Shape.Channels / layer.Groups);
        var requantisation = GeneralRequantisation.Of(layer.Requantisation, channels);
        var (rows, columns) = catalog.IsDense
            ? (((catalog.KernelHeight - 1) / catalog.DilationY) + 1, ((catalog.KernelWidth - 1) / catalog.DilationX) + 1)
            : (catalog.KernelHeight, catalog.KernelWidth);
        var values = GeneralClass.Window(input, rows, columns, layer.Window);
        values["first_channel"] = first;
        values["count"] = end - first;
        values["per_group"] = perGroup;
        values["first_left"] = perGroup - (first % perGroup);
        values["first_input"] = input.Start + (first / perGroup * inputs);
        values["group_channels"] = inputs;
        values["dilation_y"] = catalog.DilationY;
        values["dilation_x"] = catalog.DilationX;
        values["value"] = input.Distance("p + i");
        values["hoisted"] = requantisation.Hoisted;
        values["apply"] = requantisation.Apply;
        return GeneralClass.Of(
            context, layer, "general.convolution",
            [TableText.Of("Weights", Weights(layer, first, end)), TableText.Of("Bias", layer.Bias.AsSpan()[channels].ToArray()), .. requantisation.Tables],
            values, (end - first) * layer.Output.Shape.Height * layer.Output.Shape.Width, CellsOf(layer) * inputs);
    }

    /// <summary>Weights of some output channels: by output channel, cell, input channel.</summary>
    private static sbyte[] Weights(Convolution layer, int first, int end)
    {
        var (cells, inputs) = (CellsOf(layer), layer.Bank.InputChannels);
        var dense = layer.Bank.Catalog.IsDense ? layer.Bank.Weights.AsSpan() : layer.Bank.ToDense();
        var weights = new sbyte[(end - first) * cells * inputs];
        for (var index = 0; index < weights.Length; index++)
        {
            var (channel, cell, from) = (first + (index / (cells * inputs)), index / inputs % cells, index % inputs);
            weights[index] = dense[(((channel * inputs) + from) * cells) + cell];
        }

        return weights;
    }

    private static KernelClass Lower(LoweringContext context, FullyConnected layer, Range neurons)
    {
        var (input, inputs) = (GeneralClass.Input(context, layer), layer.Weights.Length / layer.Bias.Length);
        var (first, end) = (neurons.Start.Value, neurons.End.Value);
        var requantisation = GeneralRequantisation.Of(layer.Requantisation, neurons);
        return GeneralClass.Of(
            context, layer, "general.fully-connected",
            [
                TableText.Of("Weights", layer.Weights.AsSpan()[(first * inputs)..(end * inputs)].ToArray()),
                TableText.Of("Bias", layer.Bias.AsSpan()[neurons].ToArray()), .. requantisation.Tables,
            ],
            new()
            {
                ["first_channel"] = first,
                ["count"] = end - first,
                ["start"] = input.Start,
                ["rows"] = input.Map.Shape.Height,
                ["row_length"] = input.Map.Shape.Width * input.Map.Shape.Channels,
                ["gap"] = input.RowGap,
                ["value"] = input.Distance("p"),
                ["hoisted"] = requantisation.Hoisted,
                ["apply"] = requantisation.Apply,
            },
            end - first, inputs);
    }
}
