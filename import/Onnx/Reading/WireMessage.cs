using Google.Protobuf;
using Google.Protobuf.Reflection;
using Striate.Model.Graph;

namespace Striate.Import.Onnx.Reading;

/// <summary>
/// A message of a protobuf file, of which only what this project reads is kept. The library checks lengths before memory is taken,
/// and how deep messages are nested.
/// </summary>
internal abstract class WireMessage : IMessage
{
    /// <summary>Messages of one kind in one file at most.</summary>
    protected const int MaximumMessages = 1 << 16;

    /// <inheritdoc/>
    public MessageDescriptor Descriptor => throw new NotSupportedException("these messages are read, not described");

    /// <inheritdoc/>
    public void MergeFrom(CodedInputStream input)
    {
        while (input.ReadTag() is var tag and not 0)
        {
            var type = WireFormat.GetTagWireType(tag);
            if (
                type is WireFormat.WireType.StartGroup or WireFormat.WireType.EndGroup
                || !Read(input, WireFormat.GetTagFieldNumber(tag), type)
            )
            {
                input.SkipLastField();
            }
        }
    }

    /// <inheritdoc/>
    public void WriteTo(CodedOutputStream output) => throw new NotSupportedException("these messages are read, not written");

    /// <inheritdoc/>
    public int CalculateSize() => throw new NotSupportedException("these messages are read, not written");

    /// <summary>Reads a field.</summary>
    /// <returns>False: it is not known and was not read.</returns>
    protected abstract bool Read(CodedInputStream input, int field, WireFormat.WireType type);

    /// <summary>Reads a message that stands within this one.</summary>
    protected static T Message<T>(CodedInputStream input, T message)
        where T : WireMessage
    {
        input.ReadMessage(message);
        return message;
    }

    /// <summary>Reads a message of a list.</summary>
    protected static bool Add<T>(CodedInputStream input, List<T> list, T message, string what)
        where T : WireMessage
    {
        if (list.Count == MaximumMessages)
        {
            throw Problems.Damaged($"more than {MaximumMessages} {what}");
        }

        list.Add(Message(input, message));
        return true;
    }

    /// <summary>Reads a string of a list.</summary>
    protected static bool Add(CodedInputStream input, List<string> list)
    {
        if (list.Count == MaximumMessages)
        {
            throw Problems.Damaged($"a list of more than {MaximumMessages} names");
        }

        list.Add(input.ReadString());
        return true;
    }

    /// <summary>Reads one number of a repeated field, or all of them where they stand together.</summary>
    protected static bool Numbers<T>(CodedInputStream input, WireFormat.WireType type, List<T> list, Func<CodedInputStream, T> read)
    {
        if (type != WireFormat.WireType.LengthDelimited)
        {
            Add(list, read(input));
            return true;
        }

        var packed = input.ReadBytes().CreateCodedInput();
        while (!packed.IsAtEnd)
        {
            Add(list, read(packed));
        }

        return true;
    }

    private static void Add<T>(List<T> list, T number)
    {
        if (list.Count == NetworkLimits.MaximumMapValues)
        {
            throw Problems.Damaged($"a list of more than {NetworkLimits.MaximumMapValues} numbers");
        }

        list.Add(number);
    }
}
