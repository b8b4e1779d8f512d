using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Planning;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Emission;

/// <summary>Fully connected layers with weights as literals: a position whose window is the whole input.</summary>
internal static class LiteralFullyConnected
{
    public static ImmutableArray<LayerCode> Emit(EmissionContext context, FullyConnected layer) =>
        [.. LiteralSplit.Blocks(Outputs(context, layer)).Select(block => EmitBlock(context, layer, new LiteralBlock(block)))];

    private static IEnumerable<LiteralOutput> Outputs(EmissionContext context, FullyConnected layer)
    {
        var ranges = context.Accumulators(layer);
        var shape = context.Input(layer).Shape;
        for (var neuron = 0; neuron < layer.Bias.Length; neuron++)
        {
            var taps = new List<(InputCell, int)>();
            for (var index = 0; index < shape.Length; index++)
            {
                if (layer.Weights[(neuron * shape.Length) + index] is var weight and not 0)
                {
                    var pixel = index / shape.Channels;
                    taps.Add((new InputCell(pixel / shape.Width, pixel % shape.Width, index % shape.Channels), weight));
                }
            }

            yield return new LiteralOutput(neuron, layer.Bias[neuron], taps, ranges[neuron]);
        }
    }

    private static LayerCode EmitBlock(EmissionContext context, FullyConnected layer, LiteralBlock block)
    {
        var (input, output) = (context.Input(layer), context.Output(layer));
        string Load(InputCell cell) => input.At(
            (input.Buffer.Offset + input.Buffer.IndexOf(cell.Row, cell.Column) + cell.Channel).ToString(CultureInfo.InvariantCulture), 0);
        string Store(int channel, string value) =>
            string.Create(CultureInfo.InvariantCulture, $"{output.Array}[{output.Start + channel}] = {output.Cast}({value});");
        var className = context.ClassNameFor(layer);
        var (parameters, arguments) = LayerEmitter.Signature(output);
        var text = Templates.Render("literal", new
        {
            Class = className,
            Parameters = parameters,
            Declarations = block.Declarations().ToArray(),
            LoopRows = false,
            Body = block.Position(0, Load, layer.Requantisation, Store).ToArray(),
        });
        return new LayerCode(layer.Name, className, text, arguments, TableBytes: 0);
    }
}
