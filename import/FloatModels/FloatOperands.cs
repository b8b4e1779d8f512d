using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Import.Shapes;
using Striate.Import.Simplification;
using Striate.Import.Source;
using Striate.Model.Graph;

namespace Striate.Import.FloatModels;

/// <summary>
/// Collects the operators of a graph on real numbers. A tensor of four dimensions goes by two names, one in each order: [1, height, width,
/// channels] as the source has it, and [1, channels, height, width]; the other order is made where somebody asks for it.
/// </summary>
internal sealed class FloatOperands(ShapedModel shaped, Ends ends)
{
    /// <summary>Version of the operators that are written.</summary>
    public const int Opset = 13;

    private static readonly ImmutableArray<int> s_toChannelsFirst = [0, 3, 1, 2];
    private static readonly ImmutableArray<int> s_toChannelsLast = [0, 2, 3, 1];

    private readonly Dictionary<int, string> _asSource = [];
    private readonly Dictionary<int, string> _channelsFirst = [];
    private readonly Dictionary<int, double[]> _widened = [];
    private readonly Dictionary<int, (int Source, Padding Padding)> _padded = [];
    private readonly ILookup<int, SourceNode> _readers = ends
        .Nodes.SelectMany(node => node.Inputs.Distinct().Select(tensor => (tensor, node)))
        .ToLookup(pair => pair.tensor, pair => pair.node);
    private int _last;

    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>The source's operator that each of them is made of.</summary>
    public List<SourceNode?> Sources { get; } = [];

    /// <summary>The source's operators that are a part of those behind them.</summary>
    public List<SourceNode> Folded { get; } = [];

    public ImmutableDictionary<string, Tensor>.Builder Constants { get; } = ImmutableDictionary.CreateBuilder<string, Tensor>();

    /// <summary>The operator that is taken over now; null: none.</summary>
    public SourceNode? Source { get; set; }

    public ImmutableArray<int> ShapeOf(int tensor) => shaped.Shapes[tensor];

    public SourceTensor Tensor(int tensor) => shaped.Model.Tensors[tensor];

    public ImmutableArray<int> Integers(SourceNode node, int operand) =>
        shaped.Integers.TryGetValue(node.Inputs[operand], out var folded) ? folded
        : Tensor(node.Inputs[operand]) is { IsConstant: true, Type: TensorType.Int32 } source ? [.. new IntVector(source.Data).Values()]
        : throw Problems.UnsupportedOption(node, $"operand {operand} is not constant");

    /// <summary>A name for the model's own input, in the source's order.</summary>
    public string Begin(int tensor) => _asSource[tensor] = "input";

    /// <summary>The tensor in the source's order.</summary>
    public string AsSource(int tensor) => Named(tensor, _asSource, _channelsFirst, s_toChannelsLast);

    /// <summary>The tensor with channels before height and width, if it has four dimensions; else as the source has it.</summary>
    public string ChannelsFirst(int tensor) =>
        ShapeOf(tensor).Length != 4 ? AsSource(tensor) : Named(tensor, _channelsFirst, _asSource, s_toChannelsFirst);

    /// <summary>Adds an operator and says that its output is a tensor, channels before height and width.</summary>
    public void Write(
        int tensor,
        string kind,
        ImmutableArray<string> inputs,
        params ReadOnlySpan<(string Name, AttributeMessage Value)> attributes
    ) => (ShapeOf(tensor).Length == 4 ? _channelsFirst : _asSource)[tensor] = Add(kind, inputs, attributes);

    /// <summary>The same with the source's order.</summary>
    public void WriteAsSource(
        int tensor,
        string kind,
        ImmutableArray<string> inputs,
        params ReadOnlySpan<(string Name, AttributeMessage Value)> attributes
    ) => _asSource[tensor] = Add(kind, inputs, attributes);

    /// <summary>Says that a tensor, channels before height and width, is one that is there already.</summary>
    public void Name(int tensor, string name) => (ShapeOf(tensor).Length == 4 ? _channelsFirst : _asSource)[tensor] = name;

    /// <summary>Adds an operator; the result is its output's name.</summary>
    public string Add(string kind, ImmutableArray<string> inputs, params ReadOnlySpan<(string Name, AttributeMessage Value)> attributes)
    {
        var (output, all) = (NewName(), ImmutableDictionary.CreateBuilder<string, AttributeMessage>());
        foreach (var (name, value) in attributes)
        {
            all[name] = value;
        }

        Nodes.Add(new OnnxNode(Nodes.Count, "", kind, Opset, inputs, [output], all.ToImmutable()));
        Sources.Add(Source);
        return output;
    }

    /// <summary>A constant of the graph.</summary>
    public string Constant(Tensor value)
    {
        var name = NewName();
        Constants[name] = value;
        return name;
    }

    /// <summary>Says that a tensor is a constant that the file has in another precision.</summary>
    public void Widen(int tensor, double[] values) => _widened[tensor] = values;

    /// <summary>Says that a PAD is a part of the convolutions that read it.</summary>
    public void Fold(SourceNode node, Padding padding)
    {
        _padded[node.Outputs[0]] = (node.Inputs[0], padding);
        Folded.Add(node);
    }

    /// <summary>The tensor that a convolution reads in place of one that a PAD wrote, and the zeros around it.</summary>
    public (int Tensor, Padding Padding) Padded(int tensor) => _padded.GetValueOrDefault(tensor, (tensor, default));

    /// <summary>Whether operators alone that are so read a tensor.</summary>
    public bool IsReadBy(int tensor, Func<SourceNode, bool> isSo) => tensor != ends.Output && _readers[tensor].All(isSo);

    /// <summary>The real numbers of a constant; null: it is none.</summary>
    public double[]? Reals(int tensor)
    {
        var source = Tensor(tensor);
        return _widened.TryGetValue(tensor, out var widened)
            ? widened
            : source switch
            {
                { IsConstant: true, Type: TensorType.Float32 } => Read(
                    source,
                    sizeof(float),
                    bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes)
                ),
                { IsConstant: true, Type: TensorType.Float16 } => Read(
                    source,
                    sizeof(ushort),
                    bytes => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes)
                ),
                _ => null,
            };
    }

    private static double[] Read(SourceTensor source, int size, Func<ReadOnlySpan<byte>, double> value)
    {
        var reals = new double[source.Data.Length / size];
        for (var index = 0; index < reals.Length; index++)
        {
            reals[index] = value(source.Data.Span.Slice(index * size, size));
        }

        return reals;
    }

    /// <summary>A constant with dimensions in another order.</summary>
    public string Turned(double[] values, ImmutableArray<int> sides, ImmutableArray<int> order)
    {
        var strides = Extents.Strides(sides);
        ImmutableArray<int> to = [.. order.Select(axis => sides[axis])];
        var places = Extents.Places(to, [.. order.Select(axis => strides[axis])]);
        return Constant(Onnx.Tensors.Tensor.Of(ElementType.Float32, to, Array.ConvertAll(places, place => values[place])));
    }

    private string Named(int tensor, Dictionary<int, string> wanted, Dictionary<int, string> other, ImmutableArray<int> order)
    {
        if (wanted.TryGetValue(tensor, out var name))
        {
            return name;
        }

        if (Reals(tensor) is { } values)
        {
            var sides = ShapeOf(tensor);
            return wanted[tensor] =
                wanted == _channelsFirst
                    ? Turned(values, sides, order)
                    : Constant(Onnx.Tensors.Tensor.Of(ElementType.Float32, sides, values));
        }

        return wanted[tensor] = other.TryGetValue(tensor, out var turned)
            ? Add("Transpose", [turned], ("perm", new AttributeMessage(order.AsEnumerable())))
            : throw Problems.At(
                Source!,
                Problems.Type,
                $"{Tensor(tensor)} is {Tensor(tensor).Type.ToString().ToLowerInvariant()} and no real numbers",
                "convert the network with float32 everywhere"
            );
    }

    private string NewName() => string.Create(CultureInfo.InvariantCulture, $"t{++_last}");
}
