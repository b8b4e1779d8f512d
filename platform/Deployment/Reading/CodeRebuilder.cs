using System.Buffers.Binary;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Striate.Platform.Checking;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Reading;

/// <summary>An instruction of a .pe.</summary>
/// <param name="Offset">Where it stands in the method's code.</param>
/// <param name="Next">Where the next one stands.</param>
/// <param name="Opcode">The operation.</param>
/// <param name="Operand">Where its operand stands.</param>
/// <param name="Target">Where it will stand in the assembly.</param>
internal readonly record struct PortableInstruction(int Offset, int Next, ILOpCode Opcode, int Operand, int Target);

/// <summary>Code of a .pe as that of an assembly: the same instructions, with the operands and distances of ECMA-335.</summary>
internal sealed class CodeRebuilder(MetadataBuilder metadata, PortableTokens tokens, PortableStrings strings)
{
    private const byte TwoByteOpcode = 0xFE;
    private const int HandlerBytes = 12;

    /// <summary>Instructions of a method, and its handlers behind them.</summary>
    /// <exception cref="BadImageFormatException">An unknown opcode, or something is cut off.</exception>
    public static (IReadOnlyList<PortableInstruction> Instructions, int Length, ReadOnlyMemory<byte> Handlers) Split(MethodRecord method)
    {
        var code = method.Code;
        ReadOnlyMemory<byte> handlers = default;
        if (method.Flags.HasFlag(MethodFlags.HasExceptionHandlers))
        {
            PortableFile.Check(
                !code.IsEmpty && 1 + (HandlerBytes * code.Span[^1]) <= code.Length,
                "the exception handlers of a method are cut off"
            );
            handlers = code[^(1 + (HandlerBytes * code.Span[^1]))..^1];
            code = code[..^(handlers.Length + 1)];
        }

        PortableFile.Check(!code.IsEmpty, "a method has no instructions");
        var instructions = new List<PortableInstruction>();
        var (at, target) = (0, 0);
        while (at < code.Length)
        {
            instructions.Add(ReadOne(code.Span, ref at, ref target));
        }

        return (instructions, target, handlers);
    }

    /// <summary>
    /// Whether a reference to a method is called as the constructor of a delegate: behind the instruction that loads an address.
    /// </summary>
    public static IEnumerable<int> DelegateConstructors(MethodRecord method)
    {
        var (instructions, _, _) = Split(method);
        for (var i = 1; i < instructions.Count; i++)
        {
            if (instructions[i].Opcode == ILOpCode.Newobj && instructions[i - 1].Opcode is ILOpCode.Ldftn or ILOpCode.Ldvirtftn)
            {
                var number = BinaryPrimitives.ReadUInt16LittleEndian(method.Code.Span[instructions[i].Operand..]);
                if ((number & 0x8000) != 0)
                {
                    yield return number & 0x7FFF;
                }
            }
        }
    }

    /// <summary>Adds the body of a method.</summary>
    /// <returns>Its place among the bodies.</returns>
    public int Add(MethodBodyStreamEncoder bodies, MethodRecord method, StandaloneSignatureHandle locals)
    {
        var (instructions, length, handlers) = Split(method);
        var offsets = instructions.ToDictionary(instruction => instruction.Offset, instruction => instruction.Target);
        offsets.Add(instructions[^1].Next, length);
        var body = bodies.AddMethodBody(
            length,
            method.Stack,
            handlers.Length / HandlerBytes,
            hasSmallExceptionRegions: false,
            locals,
            MethodBodyAttributes.InitLocals
        );
        var writer = new BlobWriter(body.Instructions);
        foreach (var instruction in instructions)
        {
            Write(ref writer, method.Code.Span, instruction, offsets);
        }

        for (var at = 0; at < handlers.Length; at += HandlerBytes)
        {
            AddHandler(body.ExceptionRegions, handlers.Span.Slice(at, HandlerBytes), offsets, instructions[^1]);
        }

        return body.Offset;
    }

    private static PortableInstruction ReadOne(ReadOnlySpan<byte> code, ref int at, ref int target)
    {
        var (offset, start) = (at, target);
        int number = code[at++];
        if (number == TwoByteOpcode)
        {
            PortableFile.Check(at < code.Length, "an instruction is cut off");
            number = (number << 8) | code[at++];
        }

        PortableFile.Check(Opcodes.TryGet((ILOpCode)number, out var description), $"unknown opcode 0x{number:X2}");
        PortableFile.Check(description.OperandType != OperandType.InlineSig, "a call through an address has no signature");
        var operand = at;
        at += Opcodes.PortableOperandBytes(description.OperandType);
        PortableFile.Check(at <= code.Length, "an instruction is cut off");
        target += description.Size + Opcodes.OperandBytes(description.OperandType);
        if (description.OperandType == OperandType.InlineSwitch)
        {
            at += 2 * code[operand];
            target += 4 * code[operand];
            PortableFile.Check(at <= code.Length, "a switch is cut off");
        }

        return new PortableInstruction(offset, at, (ILOpCode)number, operand, start);
    }

    private void Write(ref BlobWriter writer, ReadOnlySpan<byte> code, PortableInstruction instruction, Dictionary<int, int> offsets)
    {
        var description = Opcodes.Get(instruction.Opcode);
        if (description.Size == 2)
        {
            writer.WriteByte(TwoByteOpcode);
        }

        writer.WriteByte((byte)instruction.Opcode);
        var operand = code[instruction.Operand..instruction.Next];
        var next = writer.Offset + Opcodes.OperandBytes(description.OperandType);
        switch (description.OperandType)
        {
            case OperandType.InlineSwitch:
                writer.WriteInt32(operand[0]);
                for (var i = 0; i < operand[0]; i++)
                {
                    writer.WriteInt32(To(offsets, instruction.Next + Int16(operand[(1 + (2 * i))..])) - (next + (4 * operand[0])));
                }

                break;
            case OperandType.InlineBrTarget:
                writer.WriteInt32(To(offsets, instruction.Next + Int16(operand)) - next);
                break;
            case OperandType.ShortInlineBrTarget:
                var distance = To(offsets, instruction.Next + (sbyte)operand[0]) - next;
                PortableFile.Check(distance is >= sbyte.MinValue and <= sbyte.MaxValue, "a short branch goes too far");
                writer.WriteSByte((sbyte)distance);
                break;
            case OperandType.InlineString:
                writer.WriteInt32(MetadataTokens.GetToken(metadata.GetOrAddUserString(strings[UInt16(operand)])));
                break;
            case OperandType.InlineMethod:
                writer.WriteInt32(MetadataTokens.GetToken(tokens.Method(UInt16(operand))));
                break;
            case OperandType.InlineField:
                writer.WriteInt32(MetadataTokens.GetToken(tokens.Field(UInt16(operand))));
                break;
            case OperandType.InlineType:
                writer.WriteInt32(MetadataTokens.GetToken(tokens.TypeInCode(UInt16(operand))));
                break;
            case OperandType.InlineTok:
                writer.WriteInt32(MetadataTokens.GetToken(tokens.Token(BinaryPrimitives.ReadUInt32LittleEndian(operand))));
                break;
            default:
                foreach (var value in operand)
                {
                    writer.WriteByte(value);
                }

                break;
        }
    }

    private void AddHandler(ExceptionRegionEncoder regions, ReadOnlySpan<byte> row, Dictionary<int, int> offsets, PortableInstruction last)
    {
        var (tryStart, tryEnd) = (To(offsets, UInt16(row[4..])), To(offsets, UInt16(row[6..])));
        var (handlerStart, handlerEnd) = (To(offsets, UInt16(row[8..])), To(offsets, UInt16(row[10..])));

        // A handler at the end of its method ends at its last instruction, which leaves it.
        if (
            UInt16(row[10..]) == last.Offset
            && last.Opcode is ILOpCode.Endfinally or ILOpCode.Leave or ILOpCode.Leave_s or ILOpCode.Throw or ILOpCode.Rethrow
        )
        {
            handlerEnd = To(offsets, last.Next);
        }

        PortableFile.Check(tryEnd >= tryStart && handlerEnd >= handlerStart, "an exception handler ends before it begins");
        var kind = UInt16(row);
        switch (kind)
        {
            case 0:
                regions.AddCatch(
                    tryStart,
                    tryEnd - tryStart,
                    handlerStart,
                    handlerEnd - handlerStart,
                    tokens.TypeInRecord(UInt16(row[2..]))
                );
                break;
            case 1:
                regions.AddFault(tryStart, tryEnd - tryStart, handlerStart, handlerEnd - handlerStart);
                break;
            case 2:
                regions.AddFinally(tryStart, tryEnd - tryStart, handlerStart, handlerEnd - handlerStart);
                break;
            case 3:
                regions.AddFilter(tryStart, tryEnd - tryStart, handlerStart, handlerEnd - handlerStart, To(offsets, UInt16(row[2..])));
                break;
            default:
                throw new BadImageFormatException("an exception handler has an unknown kind");
        }
    }

    private static int To(Dictionary<int, int> offsets, int offset) =>
        offsets.TryGetValue(offset, out var target)
            ? target
            : throw new BadImageFormatException("a branch or handler names a place where no instruction begins");

    private static short Int16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt16LittleEndian(bytes);

    private static ushort UInt16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
