using System.Buffers.Binary;
using Google.Protobuf;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Exporting;

/// <summary>
/// An ONNX file that is being written: operators in order, constants, inputs, outputs, metadata. The same calls give the same bytes.
/// </summary>
internal sealed class GraphWriter
{
    /// <summary>The version of ONNX's operators: the first with all that are written.</summary>
    public const int Opset = 13;

    private const int IrVersion = 8;

    /// <summary>[1, channels, height, width] to [1, height, width, channels], the order of a network.</summary>
    public static readonly int[] ToChannelsLast = [0, 2, 3, 1];

    /// <summary>The way back.</summary>
    public static readonly int[] ToChannelsFirst = [0, 3, 1, 2];

    /// <summary>The dimension of channels.</summary>
    public static readonly int[] Channels = [1];

    private readonly List<byte[]> _nodes = [];
    private readonly List<byte[]> _constants = [];
    private readonly Dictionary<string, IReadOnlyList<long>> _values = new(StringComparer.Ordinal);
    private readonly List<(string Key, string Value)> _metadata = [];
    private byte[] _input = [];
    private byte[] _output = [];

    /// <summary>The values of all constants, by name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Values => _values;

    /// <summary>Says what the model reads.</summary>
    public void Input(string name, ElementType type, params int[] sides) => _input = Value(name, type, sides);

    /// <summary>Says what the model writes.</summary>
    public void Output(string name, ElementType type, params int[] sides) => _output = Value(name, type, sides);

    /// <summary>Adds a note for people and for the importer.</summary>
    public void Note(string key, string value) => _metadata.Add((key, value));

    /// <summary>Adds an operator; returns its output, which has the operator's name.</summary>
    /// <param name="kind">ONNX's name.</param>
    /// <param name="name">Of the operator and of its output.</param>
    /// <param name="inputs">Names of tensors.</param>
    /// <param name="attributes">Integers, lists of them, or texts.</param>
    public string Node(string kind, string name, string[] inputs, params (string Name, object Value)[] attributes)
    {
        _nodes.Add(
            Message(output =>
            {
                foreach (var input in inputs)
                {
                    Text(output, 1, input);
                }

                Text(output, 2, name);
                Text(output, 3, name);
                Text(output, 4, kind);
                foreach (var (attribute, value) in attributes)
                {
                    Bytes(output, 5, Attribute(attribute, value));
                }
            })
        );
        return name;
    }

    /// <summary>
    /// The larger of two tensors of int64, and the smaller: by comparison, because ONNX Runtime's Max and Min are wrong for some numbers
    /// beyond 32 bits.
    /// </summary>
    public string Larger(string name, string a, string b) => Node("Where", name, [Node("Less", $"{name}Chosen", [a, b]), b, a]);

    /// <inheritdoc cref="Larger"/>
    public string Smaller(string name, string a, string b) => Node("Where", name, [Node("Less", $"{name}Chosen", [a, b]), a, b]);

    /// <summary>Adds a constant of int64; one that is there already is used again.</summary>
    public string Longs(string name, int[] sides, params IReadOnlyList<long> values) => Constant(name, ElementType.Int64, sides, values, 8);

    /// <summary>Adds a constant of uint64.</summary>
    public string Shifts(string name, int[] sides, params IReadOnlyList<long> values) =>
        Constant(name, ElementType.UInt64, sides, values, 8);

    /// <summary>Adds a constant of int32.</summary>
    public string Ints(string name, int[] sides, params IReadOnlyList<long> values) => Constant(name, ElementType.Int32, sides, values, 4);

    /// <summary>Adds a constant of uint8.</summary>
    public string Bytes(string name, int[] sides, params IReadOnlyList<long> values) => Constant(name, ElementType.UInt8, sides, values, 1);

    /// <summary>Adds a constant of int8.</summary>
    public string SignedBytes(string name, int[] sides, params IReadOnlyList<long> values) =>
        Constant(name, ElementType.Int8, sides, values, 1);

    /// <summary>Adds a constant of float32.</summary>
    public string Reals(string name, int[] sides, params IReadOnlyList<float> values) =>
        Constant(name, ElementType.Float32, sides, [.. values.Select(value => (long)BitConverter.SingleToInt32Bits(value))], 4);

    /// <summary>The file.</summary>
    public byte[] Build(string name) =>
        Message(model =>
        {
            Number(model, 1, IrVersion);
            Text(model, 2, "striate");
            Bytes(
                model,
                7,
                Message(graph =>
                {
                    _nodes.ForEach(node => Bytes(graph, 1, node));
                    Text(graph, 2, name);
                    _constants.ForEach(constant => Bytes(graph, 5, constant));
                    Bytes(graph, 11, _input);
                    Bytes(graph, 12, _output);
                })
            );
            Bytes(model, 8, Message(set => Number(set, 2, Opset)));
            foreach (var (key, value) in _metadata)
            {
                Bytes(
                    model,
                    14,
                    Message(pair =>
                    {
                        Text(pair, 1, key);
                        Text(pair, 2, value);
                    })
                );
            }
        });

    private string Constant(string name, ElementType type, int[] sides, IReadOnlyList<long> values, int width)
    {
        if (!_values.TryAdd(name, values))
        {
            return name;
        }

        var bytes = new byte[values.Count * width];
        Span<byte> word = stackalloc byte[sizeof(long)];
        for (var index = 0; index < values.Count; index++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(word, values[index]);
            word[..width].CopyTo(bytes.AsSpan(index * width));
        }

        _constants.Add(
            Message(tensor =>
            {
                foreach (var side in sides)
                {
                    Number(tensor, 1, side);
                }

                Number(tensor, 2, (int)type);
                Text(tensor, 8, name);
                Bytes(tensor, 9, bytes);
            })
        );
        return name;
    }

    private static byte[] Value(string name, ElementType type, int[] sides) =>
        Message(value =>
        {
            Text(value, 1, name);
            Bytes(
                value,
                2,
                Message(kind =>
                    Bytes(
                        kind,
                        1,
                        Message(tensor =>
                        {
                            Number(tensor, 1, (int)type);
                            Bytes(
                                tensor,
                                2,
                                Message(shape =>
                                    Array.ForEach(sides, side => Bytes(shape, 1, Message(dimension => Number(dimension, 1, side))))
                                )
                            );
                        })
                    )
                )
            );
        });

    private static byte[] Attribute(string name, object value) =>
        Message(output =>
        {
            const int Float = 1,
                Int = 2,
                String = 3,
                Ints = 7;
            Text(output, 1, name);
            switch (value)
            {
                case float number:
                    output.WriteTag(2, WireFormat.WireType.Fixed32);
                    output.WriteFloat(number);
                    Number(output, 20, Float);
                    break;
                case int number:
                    Number(output, 3, number);
                    Number(output, 20, Int);
                    break;
                case string text:
                    Text(output, 4, text);
                    Number(output, 20, String);
                    break;
                case int[] numbers:
                    Array.ForEach(numbers, number => Number(output, 8, number));
                    Number(output, 20, Ints);
                    break;
                default:
                    throw new InvalidOperationException($"no attribute of {value.GetType().Name}");
            }
        });

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using var output = new CodedOutputStream(stream);
        write(output);
        output.Flush();
        return stream.ToArray();
    }

    private static void Bytes(CodedOutputStream output, int field, ReadOnlySpan<byte> bytes)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(bytes));
    }

    private static void Text(CodedOutputStream output, int field, string text)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
    }

    private static void Number(CodedOutputStream output, int field, long number)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(number);
    }
}
