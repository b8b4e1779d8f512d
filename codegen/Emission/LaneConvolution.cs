using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Planning;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Emission;

/// <summary>Convolutions in lanes: literal weights, several output rows at once.</summary>
internal static class LaneConvolution
{
    private const int LongestUnroll = 8;

    public static ImmutableArray<LayerCode> Emit(EmissionContext context, Convolution layer, LanePlan plan)
    {
        var geometry = Geometry.Of(context, layer);
        var table = context.ClampTableOf(layer.Requantisation!.Minimum, layer.Requantisation.Maximum)!;
        var blocks = Outputs(context, layer, plan, table).Chunk(plan.BlockOutputs).Select(outputs => new LaneBlock(outputs)).ToList();
        if (!plan.Ring)
        {
            return [.. blocks.Select(block => Direct(context, layer, plan, geometry, table, block))];
        }

        var codes = blocks.Select(block => RingBlock(context, layer, plan, geometry, block)).ToImmutableArray();
        return codes.Add(Ring(context, layer, plan, geometry, table, codes));
    }

    /// <summary>The range that lanes must hold: with rows beyond the map, whatever bytes lie there.</summary>
    public static ValueRange InputRange(ValueRange range, FeatureMap input, LaneLayout layout, int outputRows) =>
        layout.Overrun(outputRows) == 0 ? new ValueRange(Math.Min(0, range.Minimum), Math.Max(0, range.Maximum))
        : input.Type.Signed ? new ValueRange(sbyte.MinValue, sbyte.MaxValue)
        : new ValueRange(byte.MinValue, byte.MaxValue);

    /// <summary>Words that one row of a ring holds.</summary>
    public static int RowWords(Convolution layer, int inputChannels) =>
        (((layer.Output.Shape.Width - 1) * layer.Window.StrideX) + layer.Window.KernelWidth) * inputChannels;

    private static IEnumerable<LaneOutput> Outputs(EmissionContext context, Convolution layer, LanePlan plan, ClampTable table)
    {
        var input = InputRange(context.RangeOf(layer, 0), context.Input(layer).Buffer.Map, plan.Layout, layer.Output.Shape.Height);
        var ranges = AccumulatorBounds.Of(layer, input);
        foreach (var output in LiteralConvolution.Outputs(layer, ranges))
        {
            var parts = LaneParts.Of([.. output.Taps.Select(tap => tap.Weight)], input.Minimum, input.Maximum, plan.Layout.Capacity);
            var taps = new List<IReadOnlyList<(InputCell, int)>>();
            foreach (var part in parts)
            {
                taps.Add([.. output.Taps.Skip(taps.Sum(earlier => earlier.Count)).Take(part.Taps)]);
            }

            yield return new LaneOutput(output.Channel, taps, new LaneRequantisation(
                plan.Layout, table, layer.Requantisation!.Multipliers[output.Channel], layer.Requantisation.Shifts[output.Channel],
                output.Bias, output.Range, [.. parts.Select(part => part.Minimum)]));
        }
    }

    private static LayerCode Direct(
        EmissionContext context, Convolution layer, LanePlan plan, Geometry geometry, ClampTable table, LaneBlock block)
    {
        var strideX = block.CanSlide(layer.Window.StrideX) ? layer.Window.StrideX : 0;
        var laneOffset = plan.Layout.Band * layer.Window.StrideY * geometry.Input.RowPitch;
        Counted Load(InputCell cell) =>
            LanePacking.Pack(geometry.Input, plan.Layout, laneOffset, "p", geometry.CellOffset(cell.Row, cell.Column) + cell.Channel);
        var className = context.ClassNameFor(layer);
        var text = Templates.Render("literal", new
        {
            Class = className,
            Parameters = "byte[] a, byte[] c",
            Declarations = Texts(block.Declarations()),
            LoopRows = true,
            geometry.First,
            OutputStart = geometry.Output.Start,
            OutputHeight = plan.Layout.Band,
            RowStart = strideX == 0 ? [] : Texts(block.RowStart(strideX, Load)),
            RowSpan = geometry.OutputWidth * geometry.StepX,
            Body = Texts(block.Position(strideX, Load, Store(plan, geometry))),
            geometry.StepX,
            geometry.StepRow,
            OutputPixelPitch = geometry.Output.PixelPitch,
            geometry.OutputStepRow,
        });
        return new LayerCode(layer.Name, className, text, "a, " + table.Name, TableBytes: 0);
    }

    private static LayerCode RingBlock(EmissionContext context, Convolution layer, LanePlan plan, Geometry geometry, LaneBlock block)
    {
        var strideX = block.CanSlide(layer.Window.StrideX) ? layer.Window.StrideX : 0;
        Counted Load(InputCell cell)
        {
            var offset = (cell.Column * geometry.Input.PixelPitch) + cell.Channel;
            return new Counted(Line($"r[{MapAccess.Sum(Line($"p{cell.Row}"), offset)}]"), offset == 0 ? 3 : 5);
        }

        var className = context.ClassNameFor(layer);
        var rows = Enumerable.Range(0, layer.Window.KernelHeight).ToArray();
        var text = Templates.Render("lanes.block", new
        {
            Class = className,
            Parameters = "byte[] a, long[] r, byte[] c, " + string.Join(", ", rows.Select(row => Line($"int p{row}"))) + ", int q",
            Declarations = Texts(block.Declarations()),
            RowStart = strideX == 0 ? [] : Texts(block.RowStart(strideX, Load)),
            RowSpan = geometry.OutputWidth * geometry.Output.PixelPitch,
            OutputPixelPitch = geometry.Output.PixelPitch,
            Body = Texts(block.Position(strideX, Load, Store(plan, geometry))),
            Rows = rows,
            geometry.StepX,
        });
        return new LayerCode(layer.Name, className, text, Arguments: null, TableBytes: 0);
    }

    private static LayerCode Ring(
        EmissionContext context, Convolution layer, LanePlan plan, Geometry geometry, ClampTable table, ImmutableArray<LayerCode> blocks)
    {
        var (kernel, stride) = (layer.Window.KernelHeight, layer.Window.StrideY);
        var fresh = Math.Min(stride, kernel);
        var rowWords = RowWords(layer, geometry.Input.PixelPitch);
        var unroll = Enumerable.Range(1, LongestUnroll).Last(count => rowWords % count == 0);
        var laneOffset = plan.Layout.Band * stride * geometry.Input.RowPitch;
        var className = context.ClassNameFor(layer);
        var text = Templates.Render("lanes.ring", new
        {
            Class = className,
            Parameters = "byte[] a, long[] r, byte[] c",
            Rows = Enumerable.Range(0, kernel).ToArray(),
            RowWords = rowWords,
            geometry.First,
            OutputStart = geometry.Output.Start,
            PrologueRows = Enumerable.Range(0, kernel - fresh).ToArray(),
            NewRows = Enumerable.Range(kernel - fresh, fresh).ToArray(),
            geometry.Input.RowPitch,
            Skipped = (stride - fresh) * geometry.Input.RowPitch,
            plan.Layout.Band,
            Blocks = blocks.Select(block => block.ClassName).ToArray(),
            OutputRowPitch = geometry.Output.RowPitch,
            Rotation = Rotation(kernel, fresh).ToArray(),
            Unroll = unroll,
            Words = Enumerable.Range(0, unroll).Select(word =>
                $"r[{MapAccess.Sum("d", word)}] = {LanePacking.Pack(geometry.Input, plan.Layout, laneOffset, "s", word).Text};").ToArray(),
        });
        return new LayerCode(layer.Name, className, text, "a, r, " + table.Name, TableBytes: 0);
    }

    /// <summary>The oldest rows' slots become the newest.</summary>
    private static IEnumerable<string> Rotation(int kernel, int fresh)
    {
        if (fresh == kernel)
        {
            yield break;
        }

        for (var row = 0; row < fresh; row++)
        {
            yield return Line($"int h{row} = p{row};");
        }

        for (var row = 0; row < kernel; row++)
        {
            yield return row + fresh < kernel ? Line($"p{row} = p{row + fresh};") : Line($"p{row} = h{row + fresh - kernel};");
        }
    }

    private static Func<int, int, Counted, Counted> Store(LanePlan plan, Geometry geometry) => (lane, channel, activation) =>
    {
        var offset = (lane * plan.Layout.Band * geometry.Output.RowPitch) + channel;
        return new Counted($"a[{MapAccess.Sum("q", offset)}] = {activation.Text};", activation.Instructions + (offset == 0 ? 3 : 5));
    };

    private static string[] Texts(IEnumerable<Counted> statements) => [.. statements.Select(statement => statement.Text)];

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
