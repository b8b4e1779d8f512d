using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Striate.Import.Source;
using Striate.Model.Graph;

namespace Striate.Import.Reading;

/// <summary>
/// The bytes of a .tflite file to a graph. Constants stay where they stand in the file. Field numbers are those of TensorFlow
/// Lite's schema, version 3.
/// </summary>
internal static class TfliteReader
{
    /// <summary>What a file begins with, behind four bytes: the schema's identifier.</summary>
    public static ReadOnlySpan<byte> Identifier => "TFL3"u8;

    private const int MaximumOperators = NetworkLimits.MaximumLayers;
    private const int MaximumTensors = 4 * MaximumOperators;
    private const int MaximumRank = 8;
    private const int MaximumOperands = 256;
    private const int MaximumNameLength = 64;

    /// <summary>Whether bytes are those of a TFLite file at all.</summary>
    public static bool IsTflite(ReadOnlySpan<byte> file) => file.Length >= 8 && file[4..8].SequenceEqual(Identifier);

    /// <exception cref="ImportException">It is damaged, or asks for more than is possible.</exception>
    public static SourceModel Read(byte[] file)
    {
        if (!IsTflite(file))
        {
            throw Problems.OtherFormat();
        }

        var model = FlatTable.Root(file);
        ImmutableArray<int> codes = [.. model.Tables(1, MaximumOperators, "operator codes").Select(CodeOf)];
        var subgraphs = model.Tables(2, 1024, "subgraphs").Take(2).ToArray();
        if (subgraphs.Length != 1)
        {
            throw new ImportException(
                new ImportProblem(
                    Problems.Ends,
                    "file",
                    subgraphs.Length == 0 ? "no subgraph" : "several subgraphs",
                    "convert a network without control flow"
                )
            );
        }

        ImmutableArray<ReadOnlyMemory<byte>> buffers = [.. model.Tables(4, MaximumTensors, "buffers").Select(BufferOf)];
        ImmutableArray<SourceTensor> tensors =
        [
            .. subgraphs[0].Tables(0, MaximumTensors, "tensors").Select((table, index) => TensorOf(table, index, buffers)),
        ];
        ImmutableArray<SourceNode> nodes =
        [
            .. subgraphs[0].Tables(3, MaximumOperators, "operators").Select((table, index) => NodeOf(table, index, codes, tensors.Length)),
        ];
        return new SourceModel(
            tensors,
            nodes,
            Numbers(subgraphs[0], 1, tensors.Length, 0),
            Numbers(subgraphs[0], 2, tensors.Length, 0),
            file.Length
        );
    }

    // Numbers beyond 127 do not fit the first field, which older files have alone.
    private static int CodeOf(FlatTable table) => Math.Max(table.Byte(0), table.Int(3));

    private static ReadOnlyMemory<byte> BufferOf(FlatTable table) =>
        table.Has(1) || table.Has(2)
            ? throw Problems.Damaged("a buffer stands outside the FlatBuffers part of the file, which is not supported")
            : table.Vector(0, 1);

    private static SourceTensor TensorOf(FlatTable table, int index, ImmutableArray<ReadOnlyMemory<byte>> buffers)
    {
        var shape = table.Ints(0);
        var (buffer, quantisation) = (table.Int(2), table.Table(4));
        Require(shape.Length <= MaximumRank, $"tensor {index} has {shape.Length} dimensions; at most {MaximumRank} are allowed");
        Require(shape.Values().All(side => side >= 0), $"tensor {index} has a side below 0");
        Require(buffer >= 0 && buffer < buffers.Length, $"tensor {index} has buffer {buffer}; there are {buffers.Length}");
        Require(!table.Has(6), $"tensor {index} is stored sparse, which is not supported");
        var type = (TensorType)table.Byte(1);
        var tensor = new SourceTensor(
            index,
            NameOf(table.Vector(3, 1).Span),
            type,
            [.. shape.Values()],
            buffers[buffer],
            new FloatVector(quantisation?.Vector(2, sizeof(float)) ?? default),
            new LongVector(quantisation?.Vector(3, sizeof(long)) ?? default),
            quantisation?.Int(6) ?? 0
        );
        CheckData(tensor);
        return tensor;
    }

    private static void CheckData(SourceTensor tensor)
    {
        var (length, bytes) = (tensor.Length, BytesOf(tensor.Type));
        Require(
            !tensor.IsConstant || bytes == 0 || length * bytes == tensor.Data.Length,
            $"tensor {tensor.Index} has {tensor.Data.Length} bytes; its shape takes {length * bytes}"
        );
        Require(
            tensor.ZeroPoints.Length == 0 || tensor.ZeroPoints.Length == tensor.Scales.Length,
            $"tensor {tensor.Index} has {tensor.Scales.Length} scales and {tensor.ZeroPoints.Length} zero points"
        );
    }

    private static int BytesOf(TensorType type) =>
        type switch
        {
            TensorType.Int8 or TensorType.UInt8 or TensorType.Bool => 1,
            TensorType.Int16 or TensorType.Float16 => 2,
            TensorType.Int32 or TensorType.Float32 => 4,
            TensorType.Int64 or TensorType.Float64 => 8,
            _ => 0,
        };

    private static SourceNode NodeOf(FlatTable table, int index, ImmutableArray<int> codes, int tensors)
    {
        var code = table.Int(0);
        Require(code >= 0 && code < codes.Length, $"operator {index} has code {code}; there are {codes.Length}");
        return new SourceNode(
            index,
            OperatorNames.Of(codes[code]),
            Numbers(table, 1, tensors, -1),
            Numbers(table, 2, tensors, 0),
            table.Table(4)
        );
    }

    private static ImmutableArray<int> Numbers(FlatTable table, int field, int tensors, int smallest)
    {
        var numbers = table.Ints(field);
        Require(numbers.Length <= MaximumOperands, $"{numbers.Length} operands; at most {MaximumOperands} are allowed");
        Require(
            numbers.Values().All(number => number >= smallest && number < tensors),
            $"a tensor is numbered beyond the {tensors} there are"
        );
        return [.. numbers.Values()];
    }

    private static string NameOf(ReadOnlySpan<byte> bytes) =>
        string.Concat(
            Encoding
                .Latin1.GetString(bytes[..Math.Min(bytes.Length, MaximumNameLength)])
                .Select(character => character is >= ' ' and <= '~' ? character : '?')
        );

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw Problems.Damaged(otherwise);
        }
    }
}
