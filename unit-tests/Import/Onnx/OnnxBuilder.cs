using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;
using Striate.Import.Onnx.Tensors;

namespace Striate.UnitTests.Import.Onnx;

/// <summary>Writes ONNX files for tests, field by field: right ones and wrong ones.</summary>
internal sealed class OnnxBuilder
{
    private readonly List<byte[]> _nodes = [];
    private readonly List<byte[]> _constants = [];
    private readonly List<byte[]> _inputs = [];
    private readonly List<byte[]> _outputs = [];
    private readonly List<(string Domain, long Version)> _opsets = [];
    private readonly List<byte[]> _functions = [];

    public int IrVersion { get; set; } = 8;

    public int Opset { get; set; } = 13;

    public static byte[] Message(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        var output = new CodedOutputStream(stream);
        write(output);
        output.Flush();
        return stream.ToArray();
    }

    public static void Bytes(CodedOutputStream output, int field, ReadOnlySpan<byte> bytes)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(bytes));
    }

    public static void Text(CodedOutputStream output, int field, string text)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
    }

    public static void Number(CodedOutputStream output, int field, long number)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(number);
    }

    /// <summary>A tensor: its values as bytes.</summary>
    public static byte[] Tensor(string name, ElementType type, int[] shape, ReadOnlySpan<byte> raw)
    {
        var bytes = raw.ToArray();
        return Message(output =>
        {
            foreach (var side in shape)
            {
                Number(output, 1, side);
            }

            Number(output, 2, (int)type);
            Text(output, 8, name);
            Bytes(output, 9, bytes);
        });
    }

    /// <summary>A tensor whose bytes stand in a file beside the model.</summary>
    public static byte[] External(string name, ElementType type, int[] shape, string location, int? offset, int? length) =>
        Message(output =>
        {
            foreach (var side in shape)
            {
                Number(output, 1, side);
            }

            Number(output, 2, (int)type);
            Text(output, 8, name);
            foreach (
                var (key, value) in (ReadOnlySpan<(string, string?)>)
                    [
                        ("location", location),
                        ("offset", offset?.ToString(CultureInfo.InvariantCulture)),
                        ("length", length?.ToString(CultureInfo.InvariantCulture)),
                    ]
            )
            {
                if (value is not null)
                {
                    Bytes(
                        output,
                        13,
                        Message(pair =>
                        {
                            Text(pair, 1, key);
                            Text(pair, 2, value);
                        })
                    );
                }
            }

            Number(output, 14, 1);
        });

    public static byte[] Floats(params float[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (var index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * index), values[index]);
        }

        return bytes;
    }

    public static byte[] Longs(params long[] values)
    {
        var bytes = new byte[8 * values.Length];
        for (var index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * index), values[index]);
        }

        return bytes;
    }

    public static byte[] Ints(params int[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (var index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * index), values[index]);
        }

        return bytes;
    }

    public OnnxBuilder Constant(string name, int[] shape, params float[] values) =>
        Constant(Tensor(name, ElementType.Float32, shape, Floats(values)));

    public OnnxBuilder Constant(string name, params long[] values) =>
        Constant(Tensor(name, ElementType.Int64, [values.Length], Longs(values)));

    public OnnxBuilder Constant(string name, int[] shape, sbyte[] values) =>
        Constant(Tensor(name, ElementType.Int8, shape, (byte[])(Array)values));

    public OnnxBuilder Constant(byte[] tensor)
    {
        _constants.Add(tensor);
        return this;
    }

    public OnnxBuilder Input(string name, params int[] shape) => Add(_inputs, name, ElementType.Float32, shape);

    public OnnxBuilder Input(string name, ElementType type, int[] shape) => Add(_inputs, name, type, shape);

    public OnnxBuilder Output(string name, params int[] shape) => Add(_outputs, name, ElementType.Float32, shape);

    public OnnxBuilder Output(string name, ElementType type, int[] shape) => Add(_outputs, name, type, shape);

    public OnnxBuilder Domain(string domain, long version)
    {
        _opsets.Add((domain, version));
        return this;
    }

    public OnnxBuilder Function(string domain, string name)
    {
        _functions.Add(
            Message(output =>
            {
                Text(output, 1, name);
                Text(output, 10, domain);
            })
        );
        return this;
    }

    public OnnxBuilder Node(string kind, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes) =>
        Node("", "", kind, inputs, outputs, attributes);

    public OnnxBuilder Node(
        string name,
        string domain,
        string kind,
        string[] inputs,
        string[] outputs,
        params (string Name, object Value)[] attributes
    )
    {
        _nodes.Add(
            Message(output =>
            {
                foreach (var input in inputs)
                {
                    Text(output, 1, input);
                }

                foreach (var one in outputs)
                {
                    Text(output, 2, one);
                }

                Text(output, 3, name);
                Text(output, 4, kind);
                foreach (var (attribute, value) in attributes)
                {
                    Bytes(output, 5, Attribute(attribute, value));
                }

                Text(output, 7, domain);
            })
        );
        return this;
    }

    public byte[] Build() =>
        Message(output =>
        {
            Number(output, 1, IrVersion);
            Bytes(output, 7, Message(Graph));
            foreach (var (domain, version) in (List<(string, long)>)[("", Opset), .. _opsets])
            {
                Bytes(
                    output,
                    8,
                    Message(set =>
                    {
                        Text(set, 1, domain);
                        Number(set, 2, version);
                    })
                );
            }

            foreach (var function in _functions)
            {
                Bytes(output, 25, function);
            }
        });

    private void Graph(CodedOutputStream output)
    {
        foreach (var (field, messages) in ((int, List<byte[]>)[])[(1, _nodes), (5, _constants), (11, _inputs), (12, _outputs)])
        {
            foreach (var message in messages)
            {
                Bytes(output, field, message);
            }
        }
    }

    private OnnxBuilder Add(List<byte[]> list, string name, ElementType type, int[] shape)
    {
        list.Add(Value(name, type, shape));
        return this;
    }

    /// <summary>A ValueInfoProto; sides of -1 have no value.</summary>
    public static byte[] Value(string name, ElementType type, int[] shape) =>
        Message(output =>
        {
            Text(output, 1, name);
            Bytes(
                output,
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
                                Message(sides =>
                                {
                                    foreach (var side in shape)
                                    {
                                        Bytes(
                                            sides,
                                            1,
                                            Message(dimension =>
                                            {
                                                if (side >= 0)
                                                {
                                                    Number(dimension, 1, side);
                                                }
                                            })
                                        );
                                    }
                                })
                            );
                        })
                    )
                )
            );
        });

    private static byte[] Attribute(string name, object value) =>
        Message(output =>
        {
            Text(output, 1, name);
            Number(
                output,
                20,
                value switch
                {
                    float => 1,
                    int => 2,
                    string => 3,
                    byte[] => 4,
                    _ => 7,
                }
            );
            switch (value)
            {
                case float number:
                    output.WriteTag(2, WireFormat.WireType.Fixed32);
                    output.WriteFloat(number);
                    break;
                case int number:
                    Number(output, 3, number);
                    break;
                case string text:
                    Text(output, 4, text);
                    break;
                case byte[] tensor:
                    Bytes(output, 5, tensor);
                    break;
                case int[] numbers:
                    Array.ForEach(numbers, number => Number(output, 8, number));
                    break;
                default:
                    throw new ArgumentException($"no attribute of {value.GetType().Name}");
            }
        });
}
