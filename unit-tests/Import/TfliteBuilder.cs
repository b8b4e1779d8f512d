using Google.FlatBuffers;

namespace Striate.UnitTests.Import;

/// <summary>Writes small .tflite files for tests, tensor by tensor and operator by operator.</summary>
internal sealed class TfliteBuilder
{
    private readonly FlatBufferBuilder _builder = new(1024);
    private readonly List<int> _buffers = [];
    private readonly List<int> _tensors = [];
    private readonly List<int> _operators = [];
    private readonly List<int> _codes = [];

    public TfliteBuilder() => _buffers.Add(Table(1, _ => { }));

    /// <summary>Adds a tensor and returns its number.</summary>
    /// <param name="type">As the file has it: 9 int8, 2 int32, 0 float32.</param>
    /// <param name="shape">Extents.</param>
    /// <param name="data">Elements of a constant.</param>
    /// <param name="scales">Quantisation.</param>
    /// <param name="zeroPoint">Of all scales.</param>
    /// <param name="axis">Dimension of several scales.</param>
    public int Tensor(int type, int[] shape, byte[]? data = null, float[]? scales = null, long zeroPoint = 0, int axis = 0)
    {
        var buffer = 0;
        if (data is not null)
        {
            var bytes = Bytes(data);
            _buffers.Add(Table(1, builder => builder.AddOffset(0, bytes, 0)));
            buffer = _buffers.Count - 1;
        }

        var quantisation = scales is null ? 0 : Quantisation(scales, zeroPoint, axis);
        var (extents, name) = (Integers(shape), _builder.CreateString($"tensor{_tensors.Count}").Value);
        _tensors.Add(
            Table(
                8,
                builder =>
                {
                    builder.AddOffset(0, extents, 0);
                    builder.AddSbyte(1, (sbyte)type, 0);
                    builder.AddInt(2, buffer, 0);
                    builder.AddOffset(3, name, 0);
                    builder.AddOffset(4, quantisation, 0);
                }
            )
        );
        return _tensors.Count - 1;
    }

    public int Int8(int[] shape, float scale, long zeroPoint) => Tensor(9, shape, null, [scale], zeroPoint);

    /// <summary>Adds an operator.</summary>
    /// <param name="code">TensorFlow Lite's number.</param>
    /// <param name="inputs">Tensor numbers.</param>
    /// <param name="outputs">Tensor numbers.</param>
    /// <param name="options">Fields of its options, by number: sbyte, int or float.</param>
    public void Operator(int code, int[] inputs, int[] outputs, params (int Field, object Value)[] options)
    {
        var (reads, writes) = (Integers(inputs), Integers(outputs));
        var attributes = Table(
            8,
            builder =>
            {
                foreach (var (field, value) in options)
                {
                    switch (value)
                    {
                        case sbyte small:
                            builder.AddSbyte(field, small, 0);
                            break;
                        case float real:
                            builder.AddFloat(field, real, 0);
                            break;
                        default:
                            builder.AddInt(field, (int)value, 0);
                            break;
                    }
                }
            }
        );
        _codes.Add(
            Table(
                4,
                builder =>
                {
                    builder.AddSbyte(0, (sbyte)Math.Min(code, 127), 0);
                    builder.AddInt(3, code, 0);
                }
            )
        );
        var index = _codes.Count - 1;
        _operators.Add(
            Table(
                9,
                builder =>
                {
                    builder.AddInt(0, index, 0);
                    builder.AddOffset(1, reads, 0);
                    builder.AddOffset(2, writes, 0);
                    builder.AddSbyte(3, 1, 0);
                    builder.AddOffset(4, attributes, 0);
                }
            )
        );
    }

    /// <summary>The file.</summary>
    public byte[] Build(int[] inputs, int[] outputs)
    {
        var (tensors, operators, codes, buffers, reads, writes) = (
            Tables(_tensors),
            Tables(_operators),
            Tables(_codes),
            Tables(_buffers),
            Integers(inputs),
            Integers(outputs)
        );
        var subgraph = Table(
            5,
            builder =>
            {
                builder.AddOffset(0, tensors, 0);
                builder.AddOffset(1, reads, 0);
                builder.AddOffset(2, writes, 0);
                builder.AddOffset(3, operators, 0);
            }
        );
        var subgraphs = Tables([subgraph]);
        var model = Table(
            5,
            builder =>
            {
                builder.AddInt(0, 3, 0);
                builder.AddOffset(1, codes, 0);
                builder.AddOffset(2, subgraphs, 0);
                builder.AddOffset(4, buffers, 0);
            }
        );
        _builder.Finish(model, "TFL3");
        return _builder.SizedByteArray();
    }

    /// <summary>A convolution, a ReLU6 look-up, a global mean, a fully connected layer, a softmax.</summary>
    public static byte[] Sample()
    {
        var builder = new TfliteBuilder();
        var input = builder.Int8([1, 6, 5, 1], 0.05f, -3);
        var weights = builder.Tensor(9, [2, 3, 3, 1], [.. Enumerable.Range(0, 18).Select(index => (byte)(index * 29))], [0.01f, 0.02f]);
        var bias = builder.Tensor(2, [2], [10, 0, 0, 0, 236, 255, 255, 255], [0.0005f, 0.001f]);
        var map = builder.Int8([1, 3, 3, 2], 0.04f, 7);
        var limited = builder.Int8([1, 3, 3, 2], 0.04f, 7);
        var axes = builder.Tensor(2, [2], [1, 0, 0, 0, 2, 0, 0, 0]);
        var mean = builder.Int8([1, 2], 0.03f, 5);
        var dense = builder.Tensor(9, [3, 2], [1, 130, 7, 99, 200, 55], [0.02f]);
        var logits = builder.Int8([1, 3], 0.1f, 11);
        var shares = builder.Int8([1, 3], 1f / 256, -128);
        builder.Operator(3, [input, weights, bias], [map], (1, 2), (2, 2), (3, (sbyte)1), (4, 1), (5, 1));
        builder.Operator(21, [map], [limited]);
        builder.Operator(40, [limited, axes], [mean]);
        builder.Operator(9, [mean, dense, -1], [logits]);
        builder.Operator(25, [logits], [shares], (0, 1f));
        return builder.Build([input], [shares]);
    }

    /// <summary>A model whose output tells no classes: a convolution, 6x5x1 to 3x3x2.</summary>
    public static byte[] Map()
    {
        var builder = new TfliteBuilder();
        var input = builder.Int8([1, 6, 5, 1], 0.05f, -3);
        var weights = builder.Tensor(9, [2, 3, 3, 1], [.. Enumerable.Range(0, 18).Select(index => (byte)(index * 29))], [0.01f, 0.02f]);
        var map = builder.Int8([1, 3, 3, 2], 0.04f, 7);
        builder.Operator(3, [input, weights, -1], [map], (1, 2), (2, 2), (3, (sbyte)0), (4, 1), (5, 1));
        return builder.Build([input], [map]);
    }

    private int Quantisation(float[] scales, long zeroPoint, int axis)
    {
        _builder.StartVector(4, scales.Length, 4);
        foreach (var scale in scales.Reverse())
        {
            _builder.AddFloat(scale);
        }

        var first = _builder.EndVector().Value;
        _builder.StartVector(8, scales.Length, 8);
        foreach (var _ in scales)
        {
            _builder.AddLong(zeroPoint);
        }

        var second = _builder.EndVector().Value;
        return Table(
            7,
            builder =>
            {
                builder.AddOffset(2, first, 0);
                builder.AddOffset(3, second, 0);
                builder.AddInt(6, axis, 0);
            }
        );
    }

    private int Table(int fields, Action<FlatBufferBuilder> add)
    {
        _builder.StartTable(fields);
        add(_builder);
        return _builder.EndTable();
    }

    private int Tables(List<int> offsets)
    {
        _builder.StartVector(4, offsets.Count, 4);
        foreach (var offset in Enumerable.Reverse(offsets))
        {
            _builder.AddOffset(offset);
        }

        return _builder.EndVector().Value;
    }

    private int Integers(int[] values)
    {
        _builder.StartVector(4, values.Length, 4);
        foreach (var value in values.Reverse())
        {
            _builder.AddInt(value);
        }

        return _builder.EndVector().Value;
    }

    private int Bytes(byte[] values)
    {
        _builder.StartVector(1, values.Length, 16);
        foreach (var value in values.Reverse())
        {
            _builder.AddByte(value);
        }

        return _builder.EndVector().Value;
    }
}
