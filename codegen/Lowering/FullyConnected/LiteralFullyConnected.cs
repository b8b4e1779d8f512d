using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Memory;
using Striate.Codegen.Rendering;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>Fully connected layers with weights as literals: a position whose window is the whole input.</summary>
internal static class LiteralFullyConnected
{
    /// <summary>With more inputs lanes are faster and shorter.</summary>
    private const int MostInputs = 1_800;

    /// <summary>Always possible.</summary>
    public static IEnumerable<KernelVariant> Variants(FullyConnected layer) =>
        [
            new("literals, value by value", Workspace.None, planned => Lower(planned, layer))
            {
                Weights = WeightForm.Literals,
                IsDominated = layer.Weights.Length / layer.Bias.Length > MostInputs,
            },
        ];

    /// <summary>The classes of a layer.</summary>
    public static ImmutableArray<KernelClass> Lower(LoweringContext context, FullyConnected layer) =>
        [
            .. Outputs(context, layer)
                .Chunk(LiteralBlock.MaximumOutputs)
                .SelectMany(outputs =>
                    MethodSplit.Classes(outputs, output => output.Taps.Count, part => LowerBlock(context, layer, new LiteralBlock(part)))
                )
                .Select(part => part with { Name = context.ClassNameFor(layer) }),
        ];

    private static IEnumerable<LiteralOutput> Outputs(LoweringContext context, FullyConnected layer)
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

    private static KernelClass LowerBlock(LoweringContext context, FullyConnected layer, LiteralBlock block)
    {
        var (input, output) = (context.Input(layer), context.Output(layer));
        Code Load(InputCell cell) => input.Value(input.Buffer.Offset + input.Buffer.IndexOf(cell.Row, cell.Column) + cell.Channel);
        Statement Store(int channel, Code value) => new Store(output.Array, output.Start + channel, output.Narrow(value));
        var (parameters, arguments) = Signature.Of(output);
        var run = new KernelMethod(
            "Run",
            true,
            parameters,
            [.. block.Declarations(layer.Requantisation), .. block.Position(0, Load, layer.Requantisation, Store)]
        );
        return new KernelClass(layer.Name, string.Empty, [], [run], arguments);
    }
}
