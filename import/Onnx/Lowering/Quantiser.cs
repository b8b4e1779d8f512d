using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Onnx.Reading;
using Striate.Import.Operators;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Onnx.Lowering;

/// <summary>Real values that are quantised become layers of integers.</summary>
internal static class Quantiser
{
    private const int TermBits = 20;
    private const double NearInteger = 1e-6;

    /// <param name="network">Takes the layers.</param>
    /// <param name="node">The operator that quantises.</param>
    /// <param name="value">What is quantised.</param>
    /// <param name="scale">Of the bytes.</param>
    /// <param name="zeroPoint">Of the bytes, as int8.</param>
    public static Flow Quantise(LayerBuilder network, OnnxNode node, RealValue value, double scale, int zeroPoint) =>
        value switch
        {
            RawInput input => Input(network, node, input, scale, zeroPoint),
            Dequantised bytes => Table(network, bytes with { Nodes = bytes.Nodes.Add(node) }, scale, zeroPoint),
            PerChannel affine => ScaleShift(network, affine with { Nodes = affine.Nodes.Add(node) }, scale, zeroPoint),
            Sums sums => Layer(network, sums with { Nodes = sums.Nodes.Add(node) }, scale, zeroPoint),
            Pair pair => Pair(network, pair with { Nodes = pair.Nodes.Add(node) }, scale, zeroPoint),
            Joined joined => Concat(network, joined with { Nodes = joined.Nodes.Add(node) }, scale, zeroPoint),
            _ => throw new InvalidOperationException($"no layer for {value.GetType().Name}"),
        };

    /// <summary>Sums that come out as they are, with a bias of integers.</summary>
    public static Flow Accumulators(LayerBuilder network, Sums sums)
    {
        var (factor, map) = (sums.Factors[0], new FeatureMap(sums.Map, IntegerType.Int32, sums.Factors[0]));
        var layer =
            sums.Function is null && sums.Factors.All(one => one == factor)
                ? Biased(sums.Make(network.NameOf(sums.Nodes[0]), map, (_, _) => null), sums)
                : null;
        return network.Add(
            sums.Nodes,
            layer
                ?? throw Problems.At(
                    sums.Nodes[^1],
                    Problems.Type,
                    "its output, which is the network's, is not quantised, and its channels have different scales or offsets",
                    "quantise the source network's output too"
                ),
            sums.Sides,
            Layouts.PlacesOf(sums.Sides, sums.Map),
            sums.Offsets.Any(offset => Math.Abs((offset / factor) - Math.Round(offset / factor)) > NearInteger)
                ? "taken over; its sums come out as they are, with the bias rounded to one of them"
                : "taken over; its sums come out as they are"
        );
    }

    /// <summary>The layer with offsets in its bias, rounded; null: it has no bias, or its sums leave int32.</summary>
    private static Layer? Biased(Layer layer, Sums sums)
    {
        double[] more = [.. sums.Offsets.Select((offset, channel) => Math.Round(offset / sums.Factors[channel]))];
        if (
            !more.Zip(sums.Ranges)
                .All(pair =>
                    pair.First is >= int.MinValue and <= int.MaxValue
                    && pair.Second.Minimum + pair.First >= int.MinValue
                    && pair.Second.Maximum + pair.First <= int.MaxValue
                )
        )
        {
            return null;
        }

        ImmutableArray<int> Sum(ImmutableArray<int> bias) => [.. bias.Zip(more, (one, other) => (int)(one + other))];
        return layer switch
        {
            _ when more.All(one => one == 0) => layer,
            Convolution convolution => convolution with { Bias = Sum(convolution.Bias) },
            FullyConnected connected => connected with { Bias = Sum(connected.Bias) },
            _ => null,
        };
    }

    private static Flow Input(LayerBuilder network, OnnxNode node, RawInput input, double scale, int zeroPoint)
    {
        var flow = InputOf(network, node, input, scale, zeroPoint);
        network.Drop([node], "dropped: the network reads integers; quantise its input as this operator does");
        return flow;
    }

    /// <summary>The network's input as bytes.</summary>
    /// <param name="network">Takes the input.</param>
    /// <param name="node">What reads it.</param>
    /// <param name="input">What was done to it before.</param>
    /// <param name="scale">Of the bytes.</param>
    /// <param name="zeroPoint">Of the bytes, as int8.</param>
    public static Flow InputOf(LayerBuilder network, OnnxNode node, RawInput input, double scale, int zeroPoint)
    {
        if (input.Function is not null)
        {
            throw NotQuantised(input.Nodes[^1], "the network's input, which it reads,");
        }

        // What multiplies the input before it is quantised is in its scale.
        var map = network.Input! with
        {
            Scale = scale / input.Factor,
            ZeroPoint = zeroPoint,
        };
        if (network.Input.Scale > 0 && network.Input != map)
        {
            throw Problems.At(
                node,
                Problems.Ends,
                "the network's input is quantised in two ways",
                "quantise it once, and read that from both places"
            );
        }

        network.Input = map;
        var flow = new Flow(Network.InputName, map with { Scale = scale }, input.Sides, input.Places);
        network.Drop(input.Nodes, "dropped: the network reads integers; quantise its input as this operator does");
        return flow;
    }

    private static Flow Table(LayerBuilder network, Dequantised bytes, double scale, int zeroPoint, string? suffix = null)
    {
        var flow = bytes.Flow;
        ImmutableArray<int> table =
        [
            .. Enumerable.Range(sbyte.MinValue, 256).Select(value => Rounding.ToEven((float)(bytes.Real(value) / scale), zeroPoint)),
        ];
        if (scale == flow.Map.Scale && zeroPoint == flow.Map.ZeroPoint && table.SequenceEqual(Enumerable.Range(sbyte.MinValue, 256)))
        {
            network.Drop(suffix is null ? bytes.Nodes : [], "dropped: the same integers", flow);
            return flow;
        }

        network.Take(bytes.Nodes[0], 256);
        var map = flow.Map with { Scale = scale, ZeroPoint = zeroPoint };
        if (suffix is not null)
        {
            return flow with
            {
                Layer = network.AddHelper(new LookUp(network.NameOf(bytes.Nodes[0], suffix), [flow.Layer], map, table)),
                Map = map,
            };
        }

        return network.Add(
            bytes.Nodes,
            new LookUp(network.NameOf(bytes.Nodes[0]), [flow.Layer], map, table),
            flow.Sides,
            flow.Places,
            "taken over as a look-up table"
        );
    }

    private static Flow ScaleShift(LayerBuilder network, PerChannel affine, double scale, int zeroPoint)
    {
        var (flow, channels, node) = (affine.Flow, affine.Factors.Length, affine.Nodes[0]);
        network.Take(node, 4L * channels);
        var limits = new ValueRange(
            Limit(affine, double.NegativeInfinity, scale, zeroPoint),
            Limit(affine, double.PositiveInfinity, scale, zeroPoint)
        );
        var (multipliers, offsets, shifts, ties) = (new int[channels], new long[channels], new int[channels], 0L);
        for (var channel = 0; channel < channels; channel++)
        {
            // A function that descends ascends over the negated integers.
            var (factor, offset) = (affine.Factors[channel], affine.Offsets[channel]);
            var sign = factor < 0 ? -1 : 1;
            var range =
                sign < 0 ? new AccumulatorRange(-sbyte.MaxValue, -sbyte.MinValue) : new AccumulatorRange(sbyte.MinValue, sbyte.MaxValue);
            var part = Rounding.Of(
                node,
                [range],
                [
                    (
                        Math.Max(Math.Abs(factor) * flow.Map.Scale / scale, 1e-30),
                        (offset - (flow.Map.ZeroPoint * flow.Map.Scale * factor)) / scale
                    ),
                ],
                (_, value) => affine.Apply((flow.Real((int)value * sign) * factor) + offset) / scale,
                zeroPoint,
                ref ties,
                limits
            );
            if (part.Split is not null)
            {
                throw Problems.At(
                    node,
                    Problems.Inexact,
                    $"no multiplier of 31 bits rounds channel {channel} as the source does",
                    "quantise the source network again with other scales"
                );
            }

            (multipliers[channel], shifts[channel], offsets[channel]) = (
                sign * part.Multipliers[0],
                part.Shifts[0],
                part.ConstantOf(0) - Requantisation.Half(part.Shifts[0])
            );
        }

        network.Ties += ties;
        var map = flow.Map with { Scale = scale, ZeroPoint = zeroPoint };
        return network.Add(
            affine.Nodes,
            new ScaleShift(
                network.NameOf(node),
                [flow.Layer],
                map,
                [.. multipliers],
                [.. offsets],
                [.. shifts],
                limits.Minimum,
                limits.Maximum
            ),
            flow.Sides,
            flow.Places,
            "taken over as a scale-shift"
        );
    }

    private static int Limit(RealValue value, double end, double scale, int zeroPoint) =>
        Rounding.ToEven(value.Apply(end) / scale, zeroPoint);

    private static Flow Layer(LayerBuilder network, Sums sums, double scale, int zeroPoint)
    {
        var (ties, node) = (0L, sums.Nodes[0]);
        network.Take(node, 4L * sums.Factors.Length);
        double Steps(double factor, double offset, long sum) =>
            network.IsOnBytes(node)
                ? (float)sum * ((float)factor / (float)scale)
                : (float)((float)sums.Apply((sum * factor) + offset) / (float)scale);
        Requantisation Of(IReadOnlyList<AccumulatorRange> ranges, double share) =>
            Rounding.Of(
                node,
                ranges,
                [.. sums.Factors.Select((factor, channel) => (share * factor / scale, sums.Offsets[channel] / scale))],
                (channel, sum) => Steps(share * sums.Factors[channel], sums.Offsets[channel], sum),
                zeroPoint,
                ref ties
            );
        var map = new FeatureMap(sums.Map, IntegerType.Int8, scale, zeroPoint);
        var layer = sums.Make(network.NameOf(node), map, Of);
        network.Ties += ties;
        return network.Add(sums.Nodes, layer, sums.Sides, Layouts.PlacesOf(sums.Sides, sums.Map), "taken over");
    }

    private static Flow Pair(LayerBuilder network, Pair pair, double scale, int zeroPoint)
    {
        var (a, b, node) = (pair.A, pair.B, pair.Nodes[0]);
        var map = a.Flow.Map with { Scale = scale, ZeroPoint = zeroPoint };
        var limits = new ValueRange(
            Limit(pair, double.NegativeInfinity, scale, zeroPoint),
            Limit(pair, double.PositiveInfinity, scale, zeroPoint)
        );
        Layer layer = pair.Kind == "Mul" ? Multiply(network, pair, map, limits) : Add(network, pair, map, limits);
        network.Take(node, 1024);
        return network.Add(pair.Nodes, layer, a.Flow.Sides, a.Flow.Places, "taken over");
    }

    private static Add Add(LayerBuilder network, Pair pair, FeatureMap map, ValueRange limits)
    {
        var (a, b, node, sign, name) = (pair.A, pair.B, pair.Nodes[0], pair.Kind == "Sub" ? -1 : 1, network.NameOf(pair.Nodes[0]));
        ImmutableArray<string> inputs = [a.Flow.Layer, b.Flow.Layer];
        int Apply(int x, int y) =>
            Rounding.ToEven((float)((float)pair.Apply((float)(a.Real(x) + (sign * b.Real(y)))) / (float)map.Scale), map.ZeroPoint);
        if (
            a.Function is null
            && b.Function is null
            && AdditionFit.Find(Apply, a.Flow.Map.Scale / map.Scale, sign * b.Flow.Map.Scale / map.Scale, limits.Minimum, limits.Maximum)
                is { } parts
        )
        {
            return new Add(
                name,
                inputs,
                map,
                parts.MultiplierA,
                parts.MultiplierB,
                parts.Shift,
                limits.Minimum,
                limits.Maximum,
                parts.Constant
            );
        }

        var values = Enumerable.Range(sbyte.MinValue, 256).ToArray();
        var (termsA, termsB) = (
            values.Select(value => Term(node, a.Real(value) / map.Scale)),
            values.Select(value => Term(node, sign * b.Real(value) / map.Scale))
        );
        var tables = new AddTables([.. termsA], [.. termsB]);
        var constant = ((long)map.ZeroPoint << TermBits) + Requantisation.Half(TermBits);
        network.Ties += values.Sum(x =>
            values.Count(y =>
                Apply(x, y)
                != Requantisation.Narrow(
                    tables.A[x - sbyte.MinValue] + (long)tables.B[y - sbyte.MinValue] + constant,
                    TermBits,
                    limits.Minimum,
                    limits.Maximum
                )
            )
        );
        return new Add(name, inputs, map, 1, 1, TermBits, limits.Minimum, limits.Maximum, constant, tables);
    }

    private static int Term(OnnxNode node, double steps) =>
        Math.ScaleB(steps, TermBits) is > int.MinValue / 2 and < int.MaxValue / 2
            ? (int)Math.Round(Math.ScaleB(steps, TermBits))
            : throw Problems.At(
                node,
                Problems.Inexact,
                $"a term is {steps:G4} steps of the sum",
                "quantise the source network again: the sum's scale is too small"
            );

    private static Multiply Multiply(LayerBuilder network, Pair pair, FeatureMap map, ValueRange limits)
    {
        var (a, b, node, ties) = (pair.A.Flow.Map, pair.B.Flow.Map, pair.Nodes[0], 0L);
        if (pair.A.Function is not null || pair.B.Function is not null)
        {
            throw NotQuantised(node, "one of its operands");
        }

        var (rangeA, rangeB) = (
            new ValueRange(sbyte.MinValue, sbyte.MaxValue).Less(a.ZeroPoint),
            new ValueRange(sbyte.MinValue, sbyte.MaxValue).Less(b.ZeroPoint)
        );
        long[] corners =
        [
            (long)rangeA.Minimum * rangeB.Minimum,
            (long)rangeA.Minimum * rangeB.Maximum,
            (long)rangeA.Maximum * rangeB.Minimum,
            (long)rangeA.Maximum * rangeB.Maximum,
        ];
        var factor = a.Scale * b.Scale;
        var one = Rounding.Of(
            node,
            [new AccumulatorRange(corners.Min(), corners.Max())],
            [(factor / map.Scale, 0)],
            (_, product) => (float)((float)pair.Apply(product * factor) / (float)map.Scale),
            map.ZeroPoint,
            ref ties,
            limits
        );
        network.Ties += ties;
        return new Multiply(network.NameOf(node), [pair.A.Flow.Layer, pair.B.Flow.Layer], map, one);
    }

    private static Flow Concat(LayerBuilder network, Joined joined, double scale, int zeroPoint)
    {
        var node = joined.Nodes[0];
        var parts = joined
            .Parts.Select(
                (part, index) =>
                {
                    var whole = joined.Function is { } function ? (Dequantised)part.With(node, function) : part;
                    return Table(network, whole with { Nodes = [node] }, scale, zeroPoint, $"c{index}");
                }
            )
            .ToArray();
        var map = parts[0].Map with { Shape = parts[0].Map.Shape with { Channels = parts.Sum(part => part.Map.Shape.Channels) } };
        return network.Add(
            joined.Nodes,
            new Concat(network.NameOf(node), [.. parts.Select(part => part.Layer)], map),
            joined.Sides,
            Layouts.PlacesOf(joined.Sides, map.Shape),
            "taken over"
        );
    }

    /// <summary>Something between two operators is not quantised that has to be.</summary>
    public static ImportException NotQuantised(OnnxNode node, string what) =>
        Problems.At(
            node,
            Problems.Inexact,
            $"{what} is not quantised",
            "quantise it: a QuantizeLinear and a DequantizeLinear between the two operators"
        );
}
