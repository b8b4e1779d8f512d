using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Striate.Platform.Checking;

namespace Striate.Platform.Deployment.Writing;

/// <summary>Bodies of methods as a .pe has them: short operands, then a table of exception handlers (CodeWriter.cs).</summary>
internal sealed class CodeEncoder(SourceAssembly source, OperandNumbers operands, StringTable strings)
{
    /// <summary>The bytes of a method's body.</summary>
    /// <exception cref="UnportableException">It names what a .pe cannot hold.</exception>
    public byte[] Encode(SourceMethod method)
    {
        var body = method.Body!;
        var offsets = Offsets(body);
        var code = new MemoryStream();
        foreach (var instruction in body.Instructions)
        {
            var description = Opcodes.Get(instruction.Opcode);
            if (description.Size == 2)
            {
                code.WriteByte((byte)((int)instruction.Opcode >> 8));
            }

            code.WriteByte((byte)instruction.Opcode);
            WriteOperand(code, instruction, description.OperandType, target => Target(offsets, target));
        }

        WriteHandlers(code, body, offsets);
        return code.ToArray();
    }

    private void WriteOperand(MemoryStream code, Instruction instruction, OperandType type, Func<int, int> target)
    {
        var handle = type is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok
            ? (EntityHandle)MetadataTokens.Handle((int)instruction.Operand)
            : default;
        switch (type)
        {
            case OperandType.InlineSwitch:
                code.WriteByte((byte)instruction.Targets.Length);
                var next = (int)code.Length + (2 * instruction.Targets.Length);
                foreach (var to in instruction.Targets)
                {
                    Write(code, (ushort)(target(to) - next));
                }

                break;
            case OperandType.ShortInlineBrTarget:
                code.WriteByte((byte)(target((int)instruction.Operand) - ((int)code.Length + 1)));
                break;
            case OperandType.InlineBrTarget:
                Write(code, (ushort)(target((int)instruction.Operand) - ((int)code.Length + 2)));
                break;
            case OperandType.InlineString:
                Write(code, strings.Add(StringLiterals.Of(source.Reader, instruction)));
                break;
            case OperandType.InlineMethod:
                Write(code, operands.Method(handle));
                break;
            case OperandType.InlineType:
                Write(code, operands.Type(handle));
                break;
            case OperandType.InlineField:
                Write(code, operands.Field(handle));
                break;
            case OperandType.InlineTok:
                Write(code, operands.Token(handle), 4);
                break;
            case OperandType.ShortInlineR:
                Write(code, BitConverter.SingleToUInt32Bits((float)BitConverter.Int64BitsToDouble(instruction.Operand)), 4);
                break;
            default:
                Write(code, (ulong)instruction.Operand, Opcodes.PortableOperandBytes(type));
                break;
        }
    }

    private void WriteHandlers(MemoryStream code, SourceBody body, Dictionary<int, int> offsets)
    {
        if (body.Handlers.IsEmpty)
        {
            return;
        }

        foreach (var handler in body.Handlers.OrderBy(handler => handler.HandlerOffset))
        {
            Write(
                code,
                (ushort)(
                    handler.Kind switch
                    {
                        ExceptionRegionKind.Catch => 0,
                        ExceptionRegionKind.Fault => 1,
                        ExceptionRegionKind.Finally => 2,
                        _ => 3,
                    }
                )
            );
            Write(
                code,
                handler.Kind switch
                {
                    ExceptionRegionKind.Catch => operands.Type(handler.CatchType, 0x8000),
                    ExceptionRegionKind.Filter => (ushort)Target(offsets, handler.FilterOffset),
                    _ => (ushort)0,
                }
            );
            Write(code, (ushort)Target(offsets, handler.TryOffset));
            Write(code, (ushort)Target(offsets, handler.TryOffset + handler.TryLength));
            Write(code, (ushort)Target(offsets, handler.HandlerOffset));

            // A handler that ends its method loses its last instruction: endfinally or a branch, which is looked for from its front.
            var end = handler.HandlerOffset + handler.HandlerLength;
            Write(code, (ushort)Target(offsets, end == body.Length ? body.Instructions[^1].Offset : end));
        }

        code.WriteByte((byte)body.Handlers.Length);
    }

    /// <summary>Where each instruction of the assembly comes to stand.</summary>
    private static Dictionary<int, int> Offsets(SourceBody body)
    {
        var offsets = new Dictionary<int, int>(body.Instructions.Length);
        var at = 0;
        foreach (var instruction in body.Instructions)
        {
            offsets.Add(instruction.Offset, at);
            at += InstructionReader.PortableBytes([instruction], 0);
        }

        return offsets;
    }

    private static int Target(Dictionary<int, int> offsets, int offset) =>
        offsets.TryGetValue(offset, out var at)
            ? at
            : throw new BadImageFormatException($"a branch or handler names IL_{offset:X4}, where no instruction begins");

    private static void Write(MemoryStream code, ushort value) => Write(code, value, 2);

    private static void Write(MemoryStream code, ulong value, int bytes)
    {
        Span<byte> buffer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(buffer, value);
        code.Write(buffer[..bytes]);
    }
}
