using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Segments;

namespace Striate.Import.Operators;

/// <summary>
/// PAD and PADV2 with real zero. A convolution with kernels of one cell of weight 1 copies its input to any place: the padding
/// around it holds the zero point. Channels are added by kernels without a cell.
/// </summary>
internal sealed class PadRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["PAD", "PADV2"];

    public override string Supported => "rows, columns and channels with real zero, up to 64 cells (rows + 1) * (columns + 1)";

    public override string Becomes => "convolution with one cell of weight 1 per kernel";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node)
    {
        var (input, amounts) = (scope.Of(node, 0), scope.Integers(node, 1));
        return amounts.Length == 2 * input.Length && amounts.All(amount => amount is >= 0 and <= NetworkLimits.MaximumWindowSide)
            ? [.. input.Select((side, axis) => (int)Math.Min(int.MaxValue, (long)side + amounts[2 * axis] + amounts[(2 * axis) + 1]))]
            : throw Problems.WrongShape(node, $"it pads {ShapeInference.Text(input)} by {ShapeInference.Text(amounts)}");
    }

    public override void TakeOver(NetworkBuilder network, SourceNode node)
    {
        var source = network.Input(node, 0);
        var (input, output) = (network.MapOf(node, source), network.MapOf(node, network.Output(node)));
        var amounts = network.Integers(node, 1);
        if (network.ShapeOf(source).Length != 4 || amounts[0] != 0 || amounts[1] != 0)
        {
            throw Problems.UnsupportedOption(node, "padding of a batch, or of more or fewer than four dimensions");
        }

        RequireZero(network, node, input, output);
        var (top, bottom, left, right, front) = (amounts[2], amounts[3], amounts[4], amounts[5], amounts[6]);
        var (rows, columns) = (top + bottom + 1, left + right + 1);
        if ((long)rows * columns > SegmentCatalog.MaximumCells)
        {
            throw Problems.UnsupportedOption(
                node,
                $"padding by {top}, {bottom} rows and {left}, {right} columns; at most {SegmentCatalog.MaximumCells} cells are allowed"
            );
        }

        // Padded by one less than the kernel on every side, of which the place of its cell takes away the other side's amount.
        var window = new Window(rows, columns, 1, 1, new Padding(rows - 1, columns - 1, rows - 1, columns - 1));
        var catalog = SegmentCatalog.For(rows, columns);
        var cell = Enumerable.Range(0, catalog.Count).First(shape => catalog[shape].Cells is [var only] && only == new Cell(bottom, right));
        var isDepthwise = input.Shape.Channels == output.Shape.Channels;
        var inputs = isDepthwise ? 1 : input.Shape.Channels;
        network.Take(node, 3L * output.Shape.Channels * inputs);
        ImmutableArray<int> shapes =
        [
            .. Enumerable
                .Range(0, output.Shape.Channels * inputs)
                .Select(slice => isDepthwise || (slice / inputs) - front == slice % inputs ? cell : 0),
        ];
        var bank = new KernelBank(
            catalog,
            output.Shape.Channels,
            inputs,
            8,
            shapes,
            [.. shapes.Where(shape => shape == cell).Select(_ => (sbyte)1)]
        );
        var copy = new Requantiser(1, 1, ((long)output.ZeroPoint << 1) + 1);
        network.Add(
            node,
            new Convolution(
                NetworkBuilder.NewName(node),
                [network.NameOf(node, source)],
                output,
                window,
                isDepthwise ? input.Shape.Channels : 1,
                bank,
                [.. new int[output.Shape.Channels]],
                Doubled(copy, output)
            ),
            "taken over as a convolution that copies"
        );
    }

    // y = (2 * acc + 1 + 2 * z) >> 1.
    private static Requantisation Doubled(Requantiser copy, FeatureMap output) =>
        Products.Of(
            [.. Enumerable.Repeat(copy with { Multiplier = 2 }, output.Shape.Channels)],
            new ValueRange(sbyte.MinValue, sbyte.MaxValue)
        );

    private static void RequireZero(NetworkBuilder network, SourceNode node, FeatureMap input, FeatureMap output)
    {
        if (input.Scale != output.Scale || input.ZeroPoint != output.ZeroPoint)
        {
            throw Problems.NotExact(node, "it reads and writes different scales or zero points");
        }

        if (
            node.Has(2)
            && (network.Input(node, 2) is not { Length: 1, Data.Length: 1 } value || (sbyte)value.Data.Span[0] != input.ZeroPoint)
        )
        {
            throw Problems.UnsupportedOption(node, "padding with another value than real zero");
        }
    }
}
