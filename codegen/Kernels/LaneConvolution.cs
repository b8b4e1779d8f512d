using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Emission;
using Striate.Codegen.Planning;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Kernels;

/// <summary>Convolutions in lanes: literal weights, several output rows at once.</summary>
internal static class LaneConvolution
{
    private const int LongestUnroll = 8;

    /// <summary>Output channels that a class may have, each twice the one before.</summary>
    private static readonly int[] s_blockOutputs = [32, 64];

    /// <summary>Two to four lanes, rows packed once or cells packed when they are loaded.</summary>
    public static IEnumerable<Candidate> Candidates(NetworkFacts facts, Convolution layer)
    {
        var (input, range, rows) = (facts.InputOf(layer), facts.RangeOf(layer), layer.Output.Shape.Height);
        for (var lanes = 2; lanes <= 4 && layer.Requantisation is not null; lanes++)
        {
            var layout = LaneLayout.Of(lanes, rows);
            var clamp = Values(layer, InputRange(range, input, layout, rows));
            if ((lanes - 1) * layout.Band >= rows || !clamp.IsShort)
            {
                continue;
            }

            foreach (var plan in Plans(facts, layer, layout))
            {
                yield return new Candidate(
                    NameOf(layer, plan),
                    new Workspace(
                        layout.Overrun(rows),
                        (((lanes * layout.Band) - 1) * layer.Window.StrideY) + layer.Window.KernelHeight,
                        plan.Ring ? layer.Window.KernelHeight * RowWords(layer, input.Shape.Channels) : 0,
                        Sum: plan.Sum?.Layer.Name,
                        Clamps: plan.Sum is null ? [clamp] : [clamp, plan.Sum.Clamp]),
                    context => Lower(context, layer, plan));
            }
        }
    }

    private static string NameOf(Convolution layer, LanePlan plan) =>
        Line($"{plan.Layout.Lanes} lanes, {(plan.Ring ? "rows packed once" : "packed at each load")}, ")
        + Line($"{Math.Min(plan.BlockOutputs, layer.Bias.Length)} outputs per class{(plan.Sum is null ? "" : $", with '{plan.Sum.Layer.Name}'")}");

    private static IEnumerable<LanePlan> Plans(NetworkFacts facts, Convolution layer, LaneLayout layout) =>
        from sum in FusedAdd.Of(facts, layer) is { } fused ? [null, fused] : new FusedAdd?[] { null }
        from ring in (bool[])[false, true]
        from outputs in s_blockOutputs
        where outputs == s_blockOutputs[0] || outputs / 2 < layer.Bias.Length
        select new LanePlan(layout, ring, outputs, sum);

    /// <summary>The classes of a plan.</summary>
    public static ImmutableArray<KernelClass> Lower(EmissionContext context, Convolution layer, LanePlan plan)
    {
        var geometry = Geometry.Of(context, layer);
        var table = context.ClampTableOf(layer.Requantisation!.Minimum, layer.Requantisation.Maximum)!;
        var codes = Outputs(context, layer, plan, table).Chunk(plan.BlockOutputs)
            .SelectMany(outputs => MethodSplit.Classes(outputs, part => plan.Ring
                ? RingBlock(context, layer, plan, geometry, new LaneBlock(part))
                : Direct(context, layer, plan, geometry, table, new LaneBlock(part))))
            .Select(part => part with { Name = context.ClassNameFor(layer) })
            .ToImmutableArray();
        return plan.Ring ? codes.Add(Ring(context, layer, plan, geometry, table, codes)) : codes;
    }

    private static ClampUse Values(Convolution layer, ValueRange input)
    {
        var requantisation = layer.Requantisation!;
        var values = AccumulatorBounds.Of(layer, input).SelectMany((accumulator, channel) => new[]
        {
            RequantisationText.Rounded(accumulator.Minimum, requantisation.Multipliers[channel], requantisation.Shifts[channel]),
            RequantisationText.Rounded(accumulator.Maximum, requantisation.Multipliers[channel], requantisation.Shifts[channel]),
        }).ToList();
        return new ClampUse(
            requantisation.Minimum,
            requantisation.Maximum,
            (int)Math.Clamp(values.Min(), int.MinValue / 4, 0),
            (int)Math.Clamp(values.Max(), 0, int.MaxValue / 4));
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

    private static KernelClass Direct(
        EmissionContext context, Convolution layer, LanePlan plan, Geometry geometry, ClampTable table, LaneBlock block)
    {
        var strideX = block.CanSlide(layer.Window.StrideX) ? layer.Window.StrideX : 0;
        var laneOffset = plan.Layout.Band * layer.Window.StrideY * geometry.Input.RowPitch;
        Code Load(InputCell cell) =>
            LanePacking.Pack(geometry.Input, plan.Layout, laneOffset, "p", geometry.CellOffset(cell.Row, cell.Column) + cell.Channel);
        var row = strideX == 0 ? [] : block.RowStart(strideX, Load);
        Statement[] moves = [new Increase("p", geometry.StepX), new Increase("q", geometry.Output.PixelPitch)];
        var columns = new Loop(
            new Assign("end", (Code)"p" + (geometry.OutputWidth * geometry.StepX), "int"), "p", "end", Step: null, geometry.OutputWidth,
            [.. block.Position(strideX, Load, Store(context, plan, geometry)), .. moves]);
        var run = new KernelMethod("Run", true, ["byte[] a", .. Tables(plan)],
        [
            .. block.Declarations(),
            new Assign("p", geometry.First, "int"),
            new Assign("q", geometry.Output.Start, "int"),
            Loop.Count("y", plan.Layout.Band,
                [.. row, columns, new Increase("p", geometry.StepRow), new Increase("q", geometry.OutputStepRow)]),
        ]);
        return new KernelClass(layer.Name, string.Empty, [], [run], "a, " + Arguments(context, plan, table));
    }

    private static KernelClass RingBlock(EmissionContext context, Convolution layer, LanePlan plan, Geometry geometry, LaneBlock block)
    {
        var strideX = block.CanSlide(layer.Window.StrideX) ? layer.Window.StrideX : 0;
        Code Load(InputCell cell) =>
            new Element("r", ((Code)Slot(cell.Row)).Plus((cell.Column * geometry.Input.PixelPitch) + cell.Channel));
        var slots = Enumerable.Range(0, layer.Window.KernelHeight).Select(Slot).ToList();
        var row = new KernelMethod("Row", true, ["byte[] a", "long[] r", .. Tables(plan), .. slots.Select(slot => "int " + slot), "int q"],
        [
            .. block.Declarations(),
            .. strideX == 0 ? [] : block.RowStart(strideX, Load),
            Loop.Over("q", geometry.OutputWidth * geometry.Output.PixelPitch, geometry.Output.PixelPitch,
                [.. block.Position(strideX, Load, Store(context, plan, geometry)), .. slots.Select(slot => new Increase(slot, geometry.StepX))]),
        ]);
        return new KernelClass(layer.Name, string.Empty, [], [row], Arguments: null);
    }

    private static KernelClass Ring(
        EmissionContext context, Convolution layer, LanePlan plan, Geometry geometry, ClampTable table, ImmutableArray<KernelClass> blocks)
    {
        var (kernel, stride, pitch) = (layer.Window.KernelHeight, layer.Window.StrideY, geometry.Input.RowPitch);
        var fresh = Math.Min(stride, kernel);
        var rowWords = RowWords(layer, geometry.Input.PixelPitch);
        var slots = Enumerable.Range(0, kernel).Select(Slot).ToList();
        var pack = Pack(geometry, plan, rowWords, plan.Layout.Band * stride * pitch);
        Statement[] PackRow(int row) => [new Call(null, pack, ["a", "r", "s", Slot(row)]), new Increase("s", pitch)];
        var skipped = (stride - fresh) * pitch;
        var run = new KernelMethod("Run", true, ["byte[] a", "long[] r", .. Tables(plan)],
        [
            .. slots.Select((slot, row) => new Assign(slot, row * rowWords, "int")),
            new Assign("s", geometry.First, "int"),
            new Assign("q", geometry.Output.Start, "int"),
            .. Enumerable.Range(0, kernel - fresh).SelectMany(PackRow),
            Loop.Count("y", plan.Layout.Band,
            [
                .. Enumerable.Range(kernel - fresh, fresh).SelectMany(PackRow),
                .. skipped > 0 ? [new Increase("s", skipped)] : Array.Empty<Statement>(),
                .. blocks.Select(block => new Call(block.Name, block.Methods[0], ["a", "r", "c", .. plan.Sum is null ? Array.Empty<Code>() : ["d"], .. slots.Select(slot => (Code)slot), "q"])),
                new Increase("q", geometry.Output.RowPitch),
                .. Rotation(kernel, fresh),
            ]),
        ]);
        return new KernelClass(layer.Name, context.ClassNameFor(layer), [], [run, pack], "a, r, " + Arguments(context, plan, table));
    }

    private static KernelMethod Pack(Geometry geometry, LanePlan plan, int rowWords, int laneOffset)
    {
        var unroll = Enumerable.Range(1, LongestUnroll).Last(count => rowWords % count == 0);
        var words = Enumerable.Range(0, unroll).Select(word =>
            new Store("r", ((Code)"d").Plus(word), LanePacking.Pack(geometry.Input, plan.Layout, laneOffset, "s", word)));
        return new KernelMethod("Pack", false, ["byte[] a", "long[] r", "int s", "int d"],
            [Loop.Over("d", rowWords, unroll, [.. words, new Increase("s", unroll)])]);
    }

    /// <summary>The oldest rows' slots become the newest.</summary>
    private static IEnumerable<Statement> Rotation(int kernel, int fresh)
    {
        if (fresh == kernel)
        {
            yield break;
        }

        for (var row = 0; row < fresh; row++)
        {
            yield return new Assign(Line($"h{row}"), Slot(row), "int");
        }

        for (var row = 0; row < kernel; row++)
        {
            yield return new Assign(Slot(row), row + fresh < kernel ? Slot(row + fresh) : Line($"h{row + fresh - kernel}"));
        }
    }

    private static Func<int, int, Code, Statement> Store(EmissionContext context, LanePlan plan, Geometry geometry) => (lane, channel, activation) =>
    {
        var offset = (lane * plan.Layout.Band * geometry.Output.RowPitch) + channel;
        return new Store("a", ((Code)"q").Plus(offset), plan.Sum is null ? activation : plan.Sum.Value(context, activation, "q", offset));
    };

    private static string[] Tables(LanePlan plan) => plan.Sum is null ? ["byte[] c"] : ["byte[] c", "byte[] d"];

    private static string Arguments(EmissionContext context, LanePlan plan, ClampTable table) =>
        plan.Sum is null ? table.Name : table.Name + ", " + plan.Sum.TableOf(context).Name;

    private static string Slot(int row) => Line($"p{row}");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
