using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Segments;

namespace Striate.Fuzzing.Networks;

/// <summary>
/// A random network of specification 1 as one of specification 2, of the same shapes: zero points, constants, splits, weights of
/// -128, kernels whose cells lie apart, windows whose padding does not count, differences, terms, look-ups, products and constant
/// maps, wide offsets, clamped maxima, outputs that are no classes. Every feature has its extreme cases.
/// </summary>
public sealed class WiderArithmetic
{
    private readonly Random _random;
    private readonly Dictionary<(IntegerType, double), int> _zeroPoints = [];
    private readonly ImmutableArray<Layer>.Builder _layers = ImmutableArray.CreateBuilder<Layer>();
    private readonly Dictionary<string, FeatureMap> _maps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    private WiderArithmetic(int seed) => _random = new Random(seed);

    /// <summary>The wider network of a seed: the same on every machine.</summary>
    public static Network Of(Network network, ulong seed) => new WiderArithmetic((int)(seed % int.MaxValue)).Widened(network);

    private Network Widened(Network network)
    {
        var input = Map(network.Input);
        (_maps[Network.InputName], _names[Network.InputName]) = (input, Network.InputName);
        foreach (var layer in network.Layers)
        {
            Put(layer, isLast: layer == network.Layers[^1]);
        }

        if (_layers[^1] is { Output: { Type: var type, Shape: var shape } map } last && type == IntegerType.Int8 && Chance(2))
        {
            var exponentials = Enumerable
                .Range(0, 256)
                .Select(distance => (int)(int.MaxValue * Math.Exp(-distance * map.Scale)))
                .ToImmutableArray();
            _layers.Add(new Softmax("softmax", [last.Name], new FeatureMap(shape, IntegerType.Int8, 1.0 / 256, -128), exponentials));
        }

        var hasClasses = network.Labels.Length > 0 || Chance(2);
        return network with { Input = input, Layers = _layers.ToImmutable(), HasClasses = hasClasses };
    }

    private void Put(Layer layer, bool isLast)
    {
        var inputs = layer.Inputs.Select(name => _names[name]).ToImmutableArray();
        var output =
            isLast && layer is not AveragePooling && Chance(2) ? Map(layer.Output with { Type = IntegerType.Int8 }) : Map(layer.Output);
        var wider = Of(layer with { Inputs = inputs, Output = output });
        _layers.Add(wider);
        (_maps[wider.Name], _names[layer.Name]) = (output, wider.Name);
        if (!isLast && Chance(4))
        {
            Append(layer.Name, output);
        }
    }

    // A layer more, which readers of the one before it read instead.
    private void Append(string name, FeatureMap map)
    {
        var (type, shape) = (map.Type, map.Shape);
        Layer after = _random.Next(3) switch
        {
            0 => new LookUp(name + "LookUp", [_names[name]], map, [.. Enumerable.Range(0, (int)type.Values).Select(_ => Value(type))]),
            1 when Chance(3) => Product(name, map, _layers[^1]),
            1 => Product(name, map, Operand(name, map, Chance(2) ? map.Shape : new Shape(1, 1, map.Shape.Channels))),
            _ => new Add(
                name + "Shifted",
                [_names[name], Operand(name, map, shape).Name],
                map,
                Signed(20),
                Signed(20),
                _random.Next(1, 28),
                type.Minimum,
                type.Maximum,
                _random.Next()
            ),
        };
        _layers.Add(after);
        (_maps[after.Name], _names[name]) = (map, after.Name);
    }

    private Constant Operand(string name, FeatureMap map, Shape shape)
    {
        var operand = new Constant(
            name + "Constant",
            map with
            {
                Shape = shape,
            },
            [.. Enumerable.Range(0, shape.Length).Select(_ => Value(map.Type))]
        );
        _layers.Add(operand);
        return operand;
    }

    private Multiply Product(string name, FeatureMap map, Layer gate)
    {
        var (a, b) = (RangeOf(map), RangeOf(gate.Output));
        var corners = new[]
        {
            (long)a.Minimum * b.Minimum,
            (long)a.Minimum * b.Maximum,
            (long)a.Maximum * b.Minimum,
            (long)a.Maximum * b.Maximum,
        };
        return new Multiply(
            name + "Product",
            [_names[name], gate.Name],
            map,
            Narrow([new AccumulatorRange(corners.Min(), corners.Max())], map)
        );
    }

    private Layer Of(Layer layer) =>
        layer switch
        {
            Convolution convolution => Of(convolution),
            FullyConnected connected => Of(connected),
            AveragePooling pooling => Of(pooling),
            MaxPooling pooling when Chance(2) => pooling with
            {
                Minimum = pooling.Output.ZeroPoint,
                Maximum = _random.Next(pooling.Output.ZeroPoint, pooling.Output.Type.Maximum + 1),
            },
            Add add => Of(add),
            ScaleShift scaleShift when Chance(2) => scaleShift with
            {
                Offsets = [.. scaleShift.Offsets.Select(_ => _random.NextInt64(-(1L << 61), (1L << 61) + 1) >> _random.Next(62))],
            },
            _ => layer,
        };

    private Convolution Of(Convolution layer)
    {
        var bank = Apart(layer.Bank);
        bank = bank with { Weights = Smallest(bank.Weights, bank.WeightBits) };
        var range = RangeOf(_maps[layer.Inputs[0]]);
        var bias = Biases(layer.Bias, AccumulatorBounds.Of(bank, [.. new int[layer.Bias.Length]], range));
        var requantisation =
            layer.Output.Type == IntegerType.Int32
                ? null
                : Wider(layer.Requantisation, AccumulatorBounds.Of(bank, bias, range), layer.Output);
        return layer with { Bank = bank, Bias = bias, Requantisation = requantisation };
    }

    private FullyConnected Of(FullyConnected layer)
    {
        var bare = layer with { Weights = Smallest(layer.Weights, layer.WeightBits), Bias = [.. new int[layer.Bias.Length]] };
        var range = RangeOf(_maps[layer.Inputs[0]]);
        var biased = bare with { Bias = Biases(layer.Bias, AccumulatorBounds.Of(bare, range)) };
        return biased with
        {
            Requantisation =
                layer.Output.Type == IntegerType.Int32
                    ? null
                    : Wider(layer.Requantisation, AccumulatorBounds.Of(biased, range), layer.Output),
        };
    }

    private AveragePooling Of(AveragePooling layer)
    {
        if (layer.Requantisation is null)
        {
            return layer;
        }

        var bounds = AccumulatorBounds.Of(layer, RangeOf(_maps[layer.Inputs[0]]));
        var wider = layer with { Requantisation = Wider(layer.Requantisation, bounds, layer.Output) };
        return layer.Window.Padding == Padding.None || Chance(2)
            ? wider
            : wider with
            {
                Partial =
                [
                    .. Enumerable
                        .Range(1, layer.Window.Cells - 1)
                        .Where(_ => !Chance(4))
                        .Select(cells => new PartialWindow(cells, Narrow(bounds, layer.Output))),
                ],
            };
    }

    private Add Of(Add layer)
    {
        var tables = Chance(4);
        return layer with
        {
            MultiplierA = Chance(2) ? -layer.MultiplierA : layer.MultiplierA,
            MultiplierB = Chance(4) ? -layer.MultiplierB : layer.MultiplierB,
            Constant = Chance(3) ? null : Constant(layer.Shift, layer.Output.ZeroPoint),
            Tables = tables ? new AddTables(Terms(layer.Inputs[0]), Terms(layer.Inputs[1])) : null,
        };
    }

    private ImmutableArray<int> Terms(string input) =>
        [
            .. Enumerable
                .Range(0, (int)_maps[input].Type.Values)
                .Select(_ => _random.Next(int.MinValue, int.MaxValue) >> _random.Next(8, 32)),
        ];

    // Cells of a dense kernel that lie two apart, in the same window.
    private KernelBank Apart(KernelBank bank)
    {
        var (height, width) = (bank.Catalog.KernelHeight, bank.Catalog.KernelWidth);
        var (down, across) = (height % 2 == 1 && height > 1 ? 2 : 1, width % 2 == 1 && width > 1 ? 2 : 1);
        if (!bank.Catalog.IsDense || (down, across) == (1, 1) || Chance(2))
        {
            return bank;
        }

        var catalog = SegmentCatalog.Dense(((height - 1) / down) + 1, ((width - 1) / across) + 1, down, across);
        return bank with { Catalog = catalog, Weights = bank.Weights[..(bank.Slices * catalog.FullCells)] };
    }

    private ImmutableArray<sbyte> Smallest(ImmutableArray<sbyte> weights, int bits)
    {
        var share = _random.Next(1, 6);
        return bits < 8 || Chance(2) ? weights : [.. weights.Select(weight => _random.Next(share) == 0 ? sbyte.MinValue : weight)];
    }

    private static ImmutableArray<int> Biases(ImmutableArray<int> biases, ImmutableArray<AccumulatorRange> sums) =>
        [
            .. biases.Select(
                (bias, channel) => (int)Math.Clamp((long)bias, int.MinValue - sums[channel].Minimum, int.MaxValue - sums[channel].Maximum)
            ),
        ];

    private Requantisation Wider(Requantisation? requantisation, ImmutableArray<AccumulatorRange> bounds, FeatureMap output)
    {
        if (requantisation is null || Chance(2))
        {
            return Narrow(bounds, output);
        }

        return requantisation with
        {
            Constants = Constants(requantisation.Shifts, output.ZeroPoint),
            Split = Chance(2) ? null : Split(requantisation.Shifts, output.ZeroPoint, bounds),
        };
    }

    // As importers have it: multipliers of 31 bits, or of fewer.
    private Requantisation Narrow(ImmutableArray<AccumulatorRange> bounds, FeatureMap output)
    {
        var bits = Chance(2) ? 31 : _random.Next(1, 31);
        var multipliers = bounds.Select(_ => _random.Next(1 << (bits - 1), bits == 31 ? int.MaxValue : 1 << bits)).ToImmutableArray();
        var shifts = bounds
            .Select((range, channel) => Values.Shift(Values.Largest(range), multipliers[channel], output.Type, _random.Next(4)))
            .ToImmutableArray();
        var clamp = Chance(3) ? output.ZeroPoint : output.Type.Minimum;
        return new Requantisation(
            multipliers,
            shifts,
            clamp,
            output.Type.Maximum,
            Chance(4) ? null : Constants(shifts, output.ZeroPoint),
            Chance(2) ? null : Split(shifts, output.ZeroPoint, bounds)
        );
    }

    private ImmutableArray<long> Constants(ImmutableArray<int> shifts, int zeroPoint) =>
        [.. shifts.Select(shift => Constant(shift, zeroPoint))];

    private RequantisationSplit Split(ImmutableArray<int> shifts, int zeroPoint, ImmutableArray<AccumulatorRange> bounds) =>
        new(
            [
                .. bounds.Select(range =>
                    Chance(2)
                        ? _random.Next(-2, 3)
                        : (int)_random.NextInt64(Math.Max(range.Minimum, int.MinValue), Math.Min(range.Maximum, int.MaxValue))
                ),
            ],
            [.. shifts.Select(shift => Constant(shift, zeroPoint) - (Chance(4) ? 0 : 1L << Math.Min(shift, 30)))]
        );

    // Half of the last step and the zero point; rarely any number.
    private long Constant(int shift, int zeroPoint) =>
        Chance(8) || shift > 54
            ? _random.NextInt64(-(1L << 61), 1L << 61) >> _random.Next(62)
            : Requantisation.Half(shift) + ((long)zeroPoint << shift) + (Chance(4) ? 1L << Math.Min(shift, 30) : 0);

    private FeatureMap Map(FeatureMap map) => map.Type == IntegerType.Int32 ? map : map with { ZeroPoint = ZeroPointOf(map) };

    // Maps that are alike stay alike: a concatenation, or a layer that passes integers on, may stand between them.
    private int ZeroPointOf(FeatureMap map)
    {
        if (!_zeroPoints.TryGetValue((map.Type, map.Scale), out var zeroPoint))
        {
            _zeroPoints.Add(
                (map.Type, map.Scale),
                zeroPoint = _random.Next(4) switch
                {
                    0 => map.Type.Minimum,
                    1 => map.Type.Maximum,
                    2 => 0,
                    _ => Value(map.Type),
                }
            );
        }

        return zeroPoint;
    }

    private static ValueRange RangeOf(FeatureMap map) => new ValueRange(map.Type.Minimum, map.Type.Maximum).Less(map.ZeroPoint);

    private int Value(IntegerType type) => _random.Next(type.Minimum, type.Maximum + 1);

    private int Signed(int bits) => Chance(2) ? _random.Next(1, 1 << bits) : -_random.Next(1, 1 << bits);

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;
}
