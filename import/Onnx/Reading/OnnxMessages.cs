using Google.Protobuf;

namespace Striate.Import.Onnx.Reading;

// Field numbers are those of onnx.proto, version 1.17 (Apache-2.0). One class per message; unknown fields are left out.

/// <summary>ModelProto.</summary>
internal sealed class ModelMessage : WireMessage
{
    public GraphMessage? Graph { get; private set; }

    public List<OperatorSetMessage> OperatorSets { get; } = [];

    public List<FunctionMessage> Functions { get; } = [];

    public List<PairMessage> Metadata { get; } = [];

    protected override bool Read(CodedInputStream input, int field, WireFormat.WireType type) =>
        (field, type) switch
        {
            (7, WireFormat.WireType.LengthDelimited) => (Graph = Message(input, Graph ?? new GraphMessage())) is var _,
            (8, WireFormat.WireType.LengthDelimited) => Add(input, OperatorSets, new OperatorSetMessage(), "operator sets"),
            (14, WireFormat.WireType.LengthDelimited) => Add(input, Metadata, new PairMessage(), "metadata"),
            (25, WireFormat.WireType.LengthDelimited) => Add(input, Functions, new FunctionMessage(), "functions"),
            _ => false,
        };
}

/// <summary>OperatorSetIdProto.</summary>
internal sealed class OperatorSetMessage : WireMessage
{
    public string Domain { get; private set; } = "";

    public long Version { get; private set; }

    protected override bool Read(CodedInputStream input, int field, WireFormat.WireType type) =>
        (field, type) switch
        {
            (1, WireFormat.WireType.LengthDelimited) => (Domain = input.ReadString()) is var _,
            (2, WireFormat.WireType.Varint) => (Version = input.ReadInt64()) is var _,
            _ => false,
        };
}

/// <summary>FunctionProto: its name alone, for refusals.</summary>
internal sealed class FunctionMessage : WireMessage
{
    public string Name { get; private set; } = "";

    public string Domain { get; private set; } = "";

    protected override bool Read(CodedInputStream input, int field, WireFormat.WireType type) =>
        (field, type) switch
        {
            (1, WireFormat.WireType.LengthDelimited) => (Name = input.ReadString()) is var _,
            (10, WireFormat.WireType.LengthDelimited) => (Domain = input.ReadString()) is var _,
            _ => false,
        };
}

/// <summary>GraphProto.</summary>
internal sealed class GraphMessage : WireMessage
{
    public List<NodeMessage> Nodes { get; } = [];

    public List<TensorMessage> Initializers { get; } = [];

    public List<ValueMessage> Inputs { get; } = [];

    public List<ValueMessage> Outputs { get; } = [];

    public bool HasSparse { get; private set; }

    protected override bool Read(CodedInputStream input, int field, WireFormat.WireType type) =>
        type == WireFormat.WireType.LengthDelimited
        && field switch
        {
            1 => Add(input, Nodes, new NodeMessage(), "operators"),
            5 => Add(input, Initializers, new TensorMessage(), "initialisers"),
            11 => Add(input, Inputs, new ValueMessage(), "inputs"),
            12 => Add(input, Outputs, new ValueMessage(), "outputs"),
            15 => !(HasSparse = true),
            _ => false,
        };
}

/// <summary>NodeProto.</summary>
internal sealed class NodeMessage : WireMessage
{
    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    public string Name { get; private set; } = "";

    public string Kind { get; private set; } = "";

    public string Domain { get; private set; } = "";

    public List<AttributeMessage> Attributes { get; } = [];

    protected override bool Read(CodedInputStream input, int field, WireFormat.WireType type) =>
        type == WireFormat.WireType.LengthDelimited
        && field switch
        {
            1 => Add(input, Inputs),
            2 => Add(input, Outputs),
            3 => (Name = input.ReadString()) is var _,
            4 => (Kind = input.ReadString()) is var _,
            5 => Add(input, Attributes, new AttributeMessage(), "attributes"),
            7 => (Domain = input.ReadString()) is var _,
            _ => false,
        };
}

/// <summary>AttributeProto. Graphs are not read: what has them is refused by its operator's name.</summary>
internal sealed class AttributeMessage : WireMessage
{
    public AttributeMessage() { }

    /// <summary>An attribute that is an integer.</summary>
    public AttributeMessage(long value) => Int = value;

    /// <summary>An attribute that is a real number.</summary>
    public AttributeMessage(float value) => Float = value;

    /// <summary>An attribute that is a vector of integers.</summary>
    public AttributeMessage(IEnumerable<int> values) => Ints.AddRange(values.Select(value => (long)value));

    public string Name { get; private set; } = "";

    public float? Float { get; private set; }

    public long? Int { get; private set; }

    public string? Text { get; private set; }

    public TensorMessage? Tensor { get; private set; }

    public List<float> Floats { get; } = [];

    public List<long> Ints { get; } = [];

    protected override bool Read(CodedInputStream input, int field, WireFormat.WireType type) =>
        (field, type) switch
        {
            (1, WireFormat.WireType.LengthDelimited) => (Name = input.ReadString()) is var _,
            (2, WireFormat.WireType.Fixed32) => (Float = input.ReadFloat()) is var _,
            (3, WireFormat.WireType.Varint) => (Int = input.ReadInt64()) is var _,
            (4, WireFormat.WireType.LengthDelimited) => (Text = input.ReadBytes().ToStringUtf8()) is var _,
            (5, WireFormat.WireType.LengthDelimited) => (Tensor = Message(input, Tensor ?? new TensorMessage())) is var _,
            (7, WireFormat.WireType.LengthDelimited or WireFormat.WireType.Fixed32) => Numbers(
                input,
                type,
                Floats,
                from => from.ReadFloat()
            ),
            (8, WireFormat.WireType.LengthDelimited or WireFormat.WireType.Varint) => Numbers(input, type, Ints, from => from.ReadInt64()),
            _ => false,
        };
}

/// <summary>TensorProto.</summary>
internal sealed class TensorMessage : WireMessage
{
    public List<long> Sides { get; } = [];

    public int Type { get; private set; }

    public string Name { get; private set; } = "";

    public ReadOnlyMemory<byte>? Raw { get; private set; }

    public List<float> Floats { get; } = [];

    public List<long> Ints { get; } = [];

    public List<double> Doubles { get; } = [];

    public List<(string Key, string Value)> External { get; } = [];

    public bool IsExternal { get; private set; }

    public bool HasSegment { get; private set; }

    protected override bool Read(CodedInputStream input, int field, WireFormat.WireType type) =>
        (field, type) switch
        {
            (1, WireFormat.WireType.LengthDelimited or WireFormat.WireType.Varint) => Numbers(input, type, Sides, from => from.ReadInt64()),
            (2, WireFormat.WireType.Varint) => (Type = input.ReadInt32()) is var _,
            (3, WireFormat.WireType.LengthDelimited) => !(HasSegment = true),
            (4, WireFormat.WireType.LengthDelimited or WireFormat.WireType.Fixed32) => Numbers(
                input,
                type,
                Floats,
                from => from.ReadFloat()
            ),
            (5, WireFormat.WireType.LengthDelimited or WireFormat.WireType.Varint) => Numbers(input, type, Ints, from => from.ReadInt32()),
            (7, WireFormat.WireType.LengthDelimited or WireFormat.WireType.Varint) => Numbers(input, type, Ints, from => from.ReadInt64()),
            (8, WireFormat.WireType.LengthDelimited) => (Name = input.ReadString()) is var _,
            (9, WireFormat.WireType.LengthDelimited) => (Raw = input.ReadBytes().Memory) is var _,
            (10, WireFormat.WireType.LengthDelimited or WireFormat.WireType.Fixed64) => Numbers(
                input,
                type,
                Doubles,
                from => from.ReadDouble()
            ),
            (11, WireFormat.WireType.LengthDelimited or WireFormat.WireType.Varint) => Numbers(
                input,
                type,
                Ints,
                from => (long)from.ReadUInt64()
            ),
            (13, WireFormat.WireType.LengthDelimited) => AddExternal(Message(input, new PairMessage())),
            (14, WireFormat.WireType.Varint) => (IsExternal = input.ReadInt32() == 1) is var _,
            _ => false,
        };

    private bool AddExternal(PairMessage pair)
    {
        External.Add((pair.Key, pair.Value));
        return true;
    }
}

/// <summary>StringStringEntryProto.</summary>
internal sealed class PairMessage : WireMessage
{
    public string Key { get; private set; } = "";

    public string Value { get; private set; } = "";

    protected override bool Read(CodedInputStream input, int field, WireFormat.WireType type) =>
        (field, type) switch
        {
            (1, WireFormat.WireType.LengthDelimited) => (Key = input.ReadString()) is var _,
            (2, WireFormat.WireType.LengthDelimited) => (Value = input.ReadString()) is var _,
            _ => false,
        };
}

/// <summary>ValueInfoProto, with the TypeProto and the TensorShapeProto within it.</summary>
internal sealed class ValueMessage : WireMessage
{
    public string Name { get; private set; } = "";

    public TypeMessage? Type { get; private set; }

    protected override bool Read(CodedInputStream input, int field, WireFormat.WireType type) =>
        (field, type) switch
        {
            (1, WireFormat.WireType.LengthDelimited) => (Name = input.ReadString()) is var _,
            (2, WireFormat.WireType.LengthDelimited) => (Type = Message(input, Type ?? new TypeMessage())) is var _,
            _ => false,
        };
}

/// <summary>TypeProto: of a tensor, or of something else.</summary>
internal sealed class TypeMessage : WireMessage
{
    public TensorTypeMessage? Tensor { get; private set; }

    protected override bool Read(CodedInputStream input, int field, WireFormat.WireType type) =>
        (field, type) is (1, WireFormat.WireType.LengthDelimited) && (Tensor = Message(input, Tensor ?? new TensorTypeMessage())) is var _;
}

/// <summary>TypeProto.Tensor.</summary>
internal sealed class TensorTypeMessage : WireMessage
{
    public int Type { get; private set; }

    public ShapeMessage? Shape { get; private set; }

    protected override bool Read(CodedInputStream input, int field, WireFormat.WireType type) =>
        (field, type) switch
        {
            (1, WireFormat.WireType.Varint) => (Type = input.ReadInt32()) is var _,
            (2, WireFormat.WireType.LengthDelimited) => (Shape = Message(input, Shape ?? new ShapeMessage())) is var _,
            _ => false,
        };
}

/// <summary>TensorShapeProto.</summary>
internal sealed class ShapeMessage : WireMessage
{
    public List<SideMessage> Sides { get; } = [];

    protected override bool Read(CodedInputStream input, int field, WireFormat.WireType type) =>
        (field, type) is (1, WireFormat.WireType.LengthDelimited) && Add(input, Sides, new SideMessage(), "sides");
}

/// <summary>TensorShapeProto.Dimension: a number, a name, or neither.</summary>
internal sealed class SideMessage : WireMessage
{
    public long? Value { get; private set; }

    protected override bool Read(CodedInputStream input, int field, WireFormat.WireType type) =>
        (field, type) is (1, WireFormat.WireType.Varint) && (Value = input.ReadInt64()) is var _;
}
