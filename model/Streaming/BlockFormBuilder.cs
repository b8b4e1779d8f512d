using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Model.Streaming;

/// <summary>
/// Goes through a network once. A map streams as long as each of its values depends on its own time alone; a layer that reads a whole
/// window writes maps of that window. Where two streamed maps meet that are not beside each other in time, they are taken window by window.
/// </summary>
/// <param name="network">A valid network.</param>
/// <param name="hop">Steps of a block; 0 where only the check is wanted.</param>
internal sealed class BlockFormBuilder(Network network, int hop)
{
    private readonly bool _isDown = network.Input.Shape.Height > 1;
    private readonly Dictionary<string, StreamedMap> _maps = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Map, int Kept, int Skip, int Steps), string> _histories = [];
    private readonly HashSet<string> _names = new(network.Layers.Select(layer => layer.Name), StringComparer.Ordinal);
    private readonly ImmutableArray<Layer>.Builder _layers = ImmutableArray.CreateBuilder<Layer>();
    private readonly Dictionary<string, FeatureMap> _blocks = new(StringComparer.Ordinal);

    private int WindowSteps => StepsOf(network.Input.Shape);

    /// <summary>Whether the network streams, and how; needs no hop.</summary>
    public StreamCheck Check()
    {
        var layers = ImmutableArray.CreateBuilder<StreamedLayer>();
        var (grain, obstacle) = (
            1L,
            WindowSteps == 1
                ? new StreamObstacle(null, $"is {network.Input.Shape}: it has no steps of time", "stream networks of signals")
                : null
        );
        _maps[Network.InputName] = new StreamedMap(Network.InputName, 1, 0, WindowSteps);
        foreach (var layer in network.Layers.TakeWhile(_ => obstacle is null))
        {
            if ((obstacle = PaddingOf(layer)) is not null)
            {
                break;
            }

            var map = Locate(layer);
            obstacle = ObstacleOf(layer, map);
            _maps[layer.Name] = map;
            layers.Add(new StreamedLayer(layer.Name, layer.GetType().Name, map.Samples, map.Steps));
            grain = map.IsOfWindow ? grain : LeastCommonMultiple(grain, map.Samples);
            obstacle ??=
                grain > WindowSteps
                    ? new StreamObstacle(
                        layer.Name,
                        $"brings the hop to a multiple of {grain} steps, more than a window has",
                        "use smaller strides, or such that divide each other"
                    )
                    : null;
        }

        return new StreamCheck(_isDown, WindowSteps, (int)Math.Min(grain, WindowSteps), layers.ToImmutable(), obstacle);
    }

    /// <summary>The block form; the network streams, and the hop is a multiple of its grain.</summary>
    public BlockForm Build()
    {
        _maps[Network.InputName] = new StreamedMap(Network.InputName, 1, 0, WindowSteps);
        _blocks[Network.InputName] = WithSteps(network.Input, hop);
        foreach (var layer in network.Layers)
        {
            Add(layer, Locate(layer));
        }

        var block = network with { Input = _blocks[Network.InputName], Layers = _layers.ToImmutable() };
        // Near the limits of a network, its histories may pass them.
        var state = block.Layers.OfType<History>().Sum(history => (long)history.Kept * history.StepLength);
        var problem =
            NetworkValidator.Check(block) is [var first, ..] ? first.ToString()
            : state > NetworkLimits.MaximumMapValues
                ? $"it keeps {state} values from block to block; must be at most {NetworkLimits.MaximumMapValues}"
            : null;
        return problem is null
            ? new BlockForm(network, block, hop, _isDown)
            : throw new StriateException(
                ErrorKind.Usage,
                $"{BlockForm.HopNumber} with a hop of {hop} steps, network '{network.Name}' is more than a network may be: {problem}; use another hop, or a smaller network"
            );
    }

    /// <summary>Where a layer's output lies in time.</summary>
    private StreamedMap Locate(Layer layer)
    {
        var inputs = layer.Inputs.Select(name => _maps[name]).ToArray();
        var steps = StepsOf(layer.Output.Shape);
        var ofWindow = new StreamedMap(layer.Name, 0, 0, steps);
        if (inputs.Length == 0 || inputs.Any(input => input.IsOfWindow) || inputs.Any(input => !input.IsBeside(inputs[0])))
        {
            return ofWindow;
        }

        return layer.Match(
            convolution: convolution => OfWindows(convolution.Window),
            fullyConnected: OfAll,
            maxPooling: pooling => OfWindows(pooling.Window),
            averagePooling: pooling => OfWindows(pooling.Window),
            add: OfSteps,
            multiply: OfSteps,
            concat: OfSteps,
            scaleShift: OfSteps,
            flatten: OfAll,
            constant: OfSteps,
            lookUp: OfSteps,
            softmax: OfAll,
            history: OfSteps
        );

        StreamedMap OfWindows(Window window) => steps == 1 ? ofWindow : Behind(ofWindow, inputs[0], AxisOf(window));

        StreamedMap OfAll(Layer layer) => ofWindow;

        StreamedMap OfSteps(Layer layer) => new(layer.Name, inputs[0].Samples, inputs.Max(input => input.Lag), steps);
    }

    private static StreamedMap Behind(StreamedMap map, StreamedMap input, (int Extent, int Stride, int Padding) axis) =>
        map with
        {
            Samples = checked(input.Samples * axis.Stride),
            Lag = (input.Lag + ReachOf(input, axis)) / axis.Stride,
        };

    /// <summary>
    /// Steps in front of a block that a window needs: those that it overlaps with the one before, and as many more as bring the block to a
    /// multiple of the stride. Below 0: steps of the block that are left out.
    /// </summary>
    private static int ReachOf(StreamedMap input, (int Extent, int Stride, int Padding) axis)
    {
        var overlap = axis.Extent - axis.Stride;
        var off = (input.Lag + overlap) % axis.Stride;
        return overlap
            + (
                off == 0 ? 0
                : off > 0 ? axis.Stride - off
                : -off
            );
    }

    // Before the layer is located: with padding, a window's steps bound its strides no longer.
    private StreamObstacle? PaddingOf(Layer layer) =>
        WindowOf(layer) is { } window && AxisOf(window).Padding > 0 && StepsOf(layer.Output.Shape) > 1 && !_maps[layer.Inputs[0]].IsOfWindow
            ? new StreamObstacle(
                layer.Name,
                $"pads {AxisOf(window).Padding} {(_isDown ? "rows" : "columns")} along time, so its values depend on where the window begins and ends",
                "train it with --streaming, or without padding along time"
            )
            : null;

    private StreamObstacle? ObstacleOf(Layer layer, StreamedMap map)
    {
        if (map.IsOfWindow)
        {
            return null;
        }

        if (!_isDown && layer.Output.Shape.Height > 1)
        {
            return new StreamObstacle(
                layer.Name,
                $"writes {layer.Output.Shape.Height} rows, and time runs across them",
                "let time run down the rows of the input"
            );
        }

        return layer == network.Layers[^1]
            ? new StreamObstacle(
                layer.Name,
                $"writes {StepsOf(layer.Output.Shape)} steps of time at the end",
                "end with a layer that reads the whole window, such as a mean or a fully connected layer"
            )
            : null;
    }

    private void Add(Layer layer, StreamedMap map)
    {
        var inputs = layer.Inputs.Select(name => _maps[name]).ToArray();
        _maps[layer.Name] = map;
        var output = map.IsOfWindow ? layer.Output : WithSteps(layer.Output, hop / map.Samples);
        ImmutableArray<string> read =
            map.IsOfWindow ? [.. inputs.Select(OfWindow)]
            : WindowOf(layer) is { } window ? [OfBlock(inputs[0], AxisOf(window))]
            : [.. inputs.Select(input => Delayed(input, map.Lag - input.Lag))];
        Append(layer with { Inputs = read, Output = output });
    }

    /// <summary>A window's steps of a map.</summary>
    private string OfWindow(StreamedMap map)
    {
        if (map.IsOfWindow)
        {
            return map.Name;
        }

        // Where no hop divides the window, its last steps are not those of the block.
        var block = hop / map.Samples;
        var last = ((((long)WindowSteps + hop - 1) / hop) * block) - map.Lag;
        var reach = (int)(last - block);
        return Remembered(map, reach, map.Steps);
    }

    /// <summary>The steps that a window of a convolution or a pooling needs for the outputs of a block.</summary>
    private string OfBlock(StreamedMap map, (int Extent, int Stride, int Padding) axis) =>
        ReachOf(map, axis) is not 0 and var reach
            ? Remembered(map, reach, (((hop / map.Samples / axis.Stride) - 1) * axis.Stride) + axis.Extent)
            : map.Name;

    /// <summary>A block of a map, some steps late.</summary>
    private string Delayed(StreamedMap map, int late) => Remembered(map, late, hop / map.Samples);

    private string Remembered(StreamedMap map, int reach, int steps)
    {
        var block = hop / map.Samples;
        if (reach == 0 && steps == block)
        {
            return map.Name;
        }

        var key = (map.Name, Kept: Math.Max(0, reach), Skip: Math.Max(0, -reach), steps);
        if (!_histories.TryGetValue(key, out var name))
        {
            _histories.Add(key, name = NameFor(map.Name));
            Append(new History(name, [map.Name], WithSteps(_blocks[map.Name], steps), key.Kept, key.Skip, _isDown));
        }

        return name;
    }

    private void Append(Layer layer)
    {
        _layers.Add(layer);
        _blocks[layer.Name] = layer.Output;
    }

    private string NameFor(string map)
    {
        const string Suffix = "_past";
        var stem = map[..Math.Min(map.Length, NetworkLimits.MaximumNameLength - Suffix.Length - 4)] + Suffix;
        var name = stem;
        for (var number = 2; !_names.Add(name); number++)
        {
            name = FormattableString.Invariant($"{stem}{number}");
        }

        return name;
    }

    private static long LeastCommonMultiple(long one, long other) =>
        one / (long)System.Numerics.BigInteger.GreatestCommonDivisor(one, other) * other;

    private int StepsOf(Shape shape) => _isDown ? shape.Height : shape.Width;

    private FeatureMap WithSteps(FeatureMap map, int steps) =>
        map with
        {
            Shape = _isDown ? map.Shape with { Height = steps } : map.Shape with { Width = steps },
        };

    private (int Extent, int Stride, int Padding) AxisOf(Window window) =>
        _isDown
            ? (window.KernelHeight, window.StrideY, window.Padding.Top + window.Padding.Bottom)
            : (window.KernelWidth, window.StrideX, window.Padding.Left + window.Padding.Right);

    private static Window? WindowOf(Layer layer) =>
        layer.Match(
            convolution: convolution => convolution.Window,
            fullyConnected: NoWindow,
            maxPooling: pooling => pooling.Window,
            averagePooling: pooling => pooling.Window,
            add: NoWindow,
            multiply: NoWindow,
            concat: NoWindow,
            scaleShift: NoWindow,
            flatten: NoWindow,
            constant: NoWindow,
            lookUp: NoWindow,
            softmax: NoWindow,
            history: NoWindow
        );

    private static Window? NoWindow(Layer layer) => null;
}
