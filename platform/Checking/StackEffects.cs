using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Striate.Platform.Checking;

/// <summary>What one instruction does to the evaluation stack.</summary>
internal sealed class StackEffects(MetadataReader reader, MethodImage method)
{
    private static readonly StackValue s_other = new(StackKind.Other);

    /// <summary>The stack after an instruction.</summary>
    /// <exception cref="BadImageFormatException">It takes more than there is.</exception>
    public ImmutableStack<StackValue> Apply(Instruction instruction, ImmutableStack<StackValue> stack)
    {
        if (instruction.Opcode == ILOpCode.Dup)
        {
            return stack.Push(stack.Peek());
        }

        var top = stack.IsEmpty ? s_other : stack.Peek();
        var (pops, pushes) = CountsOf(instruction);
        for (var i = 0; i < pops; i++)
        {
            stack = stack.IsEmpty
                ? throw new BadImageFormatException($"{method.Location}: IL_{instruction.Offset:X4} takes from an empty stack")
                : stack.Pop(out top);
        }

        // 'top' is now the deepest operand: the left one of two.
        return pushes == 0 ? stack : stack.Push(Result(instruction, top));
    }

    private (int Pops, int Pushes) CountsOf(Instruction instruction)
    {
        var description = Opcodes.Get(instruction.Opcode);
        switch (instruction.Opcode)
        {
            case ILOpCode.Ret:
                return (method.Signature.ReturnType.Kind == StackKind.Void ? 0 : 1, 0);
            case ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj or ILOpCode.Calli:
                var signature = SignatureOf(instruction);
                var isNew = instruction.Opcode == ILOpCode.Newobj;
                var pops =
                    signature.ParameterTypes.Length
                    + (signature.Header.IsInstance && !isNew ? 1 : 0)
                    + (instruction.Opcode == ILOpCode.Calli ? 1 : 0);
                return (pops, isNew || signature.ReturnType.Kind != StackKind.Void ? 1 : 0);
            default:
                return (Count(description.StackBehaviourPop), Count(description.StackBehaviourPush));
        }
    }

    private StackValue Result(Instruction instruction, StackValue left)
    {
        var opcode = instruction.Opcode;
        switch (opcode)
        {
            case >= ILOpCode.Ldc_i4_m1 and <= ILOpCode.Ldc_i4:
                return new StackValue(StackKind.Int32, InstructionFacts.Literal(instruction) is not (0 or -1));
            case ILOpCode.Ldc_i8:
                return new StackValue(StackKind.Int64, instruction.Operand is not (0 or -1));
            case ILOpCode.Ldc_r4 or ILOpCode.Ldc_r8:
                return new StackValue(StackKind.Float, BitConverter.Int64BitsToDouble(instruction.Operand) != 0);
            case ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Calli:
                return new StackValue(SignatureOf(instruction).ReturnType.Kind);
            case ILOpCode.Ldfld or ILOpCode.Ldsfld:
                return new StackValue(FieldKind((int)instruction.Operand));
            case ILOpCode.Ldelem or ILOpCode.Ldobj or ILOpCode.Unbox_any:
                return new StackValue(TypeOf((int)instruction.Operand).Kind);
            case ILOpCode.Conv_i8 or ILOpCode.Conv_u8:
                // Roslyn widens small literals this way; zero-extension makes -1 large, which is safe too.
                return new StackValue(StackKind.Int64, left.IsSafeDivisor && left.Kind == StackKind.Int32);
        }

        return InstructionFacts.LocalOf(instruction) is { } local ? new StackValue(method.Locals[local].Kind)
            : InstructionFacts.ArgumentOf(instruction) is { } argument ? new StackValue(ArgumentKind(argument))
            : InstructionFacts.KeepsKind(opcode) ? new StackValue(left.Kind)
            : new StackValue(InstructionFacts.KindOf(opcode));
    }

    private StackKind ArgumentKind(int argument)
    {
        var parameter = method.IsStatic ? argument : argument - 1;
        return parameter < 0 ? StackKind.Other : method.Signature.ParameterTypes[parameter].Kind;
    }

    private MethodSignature<SignatureType> SignatureOf(Instruction instruction)
    {
        var handle = MetadataTokens.EntityHandle((int)instruction.Operand);
        if (handle.Kind == HandleKind.MethodSpecification)
        {
            handle = reader.GetMethodSpecification((MethodSpecificationHandle)handle).Method;
        }

        return handle.Kind switch
        {
            HandleKind.MethodDefinition => reader
                .GetMethodDefinition((MethodDefinitionHandle)handle)
                .DecodeSignature(CheckedSignatures.Instance, null),
            HandleKind.MemberReference => reader
                .GetMemberReference((MemberReferenceHandle)handle)
                .DecodeMethodSignature(CheckedSignatures.Instance, null),
            HandleKind.StandaloneSignature => reader
                .GetStandaloneSignature((StandaloneSignatureHandle)handle)
                .DecodeMethodSignature(CheckedSignatures.Instance, null),
            _ => throw new BadImageFormatException($"{method.Location}: IL_{instruction.Offset:X4} calls a {handle.Kind}"),
        };
    }

    private StackKind FieldKind(int token)
    {
        var handle = MetadataTokens.EntityHandle(token);
        return handle.Kind == HandleKind.FieldDefinition
            ? reader.GetFieldDefinition((FieldDefinitionHandle)handle).DecodeSignature(CheckedSignatures.Instance, null).Kind
            : reader.GetMemberReference((MemberReferenceHandle)handle).DecodeFieldSignature(CheckedSignatures.Instance, null).Kind;
    }

    private SignatureType TypeOf(int token) => InstructionFacts.TypeOf(reader, token);

    private static int Count(StackBehaviour behaviour) =>
        behaviour switch
        {
            StackBehaviour.Pop0 or StackBehaviour.Push0 => 0,
            StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
            StackBehaviour.Push1
            or StackBehaviour.Pushi
            or StackBehaviour.Pushi8
            or StackBehaviour.Pushr4
            or StackBehaviour.Pushr8
            or StackBehaviour.Pushref => 1,
            StackBehaviour.Pop1_pop1
            or StackBehaviour.Popi_pop1
            or StackBehaviour.Popi_popi
            or StackBehaviour.Popi_popi8
            or StackBehaviour.Popi_popr4
            or StackBehaviour.Popi_popr8
            or StackBehaviour.Popref_pop1
            or StackBehaviour.Popref_popi
            or StackBehaviour.Push1_push1 => 2,
            StackBehaviour.Popi_popi_popi
            or StackBehaviour.Popref_popi_pop1
            or StackBehaviour.Popref_popi_popi
            or StackBehaviour.Popref_popi_popi8
            or StackBehaviour.Popref_popi_popr4
            or StackBehaviour.Popref_popi_popr8
            or StackBehaviour.Popref_popi_popref => 3,
            _ => throw new BadImageFormatException($"stack behaviour {behaviour} depends on a signature"),
        };
}
