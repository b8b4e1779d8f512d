using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Striate.Platform.Checking;

namespace Striate.Platform.Deployment.Writing;

/// <summary>
/// The evaluation stack that a .pe claims for a method: one walk over its instructions that follows branches forward
/// (CodeWriter.cs, CalculateStackSize). It may be more than the method needs.
/// </summary>
internal static class StackSize
{
    public static int Of(SourceAssembly source, SourceBody body)
    {
        var atTargets = new Dictionary<int, int>();
        var (size, most) = (0, 0);
        foreach (var instruction in body.Instructions)
        {
            size = atTargets.GetValueOrDefault(instruction.Offset, size);
            if (
                instruction.Opcode
                is ILOpCode.Throw
                    or ILOpCode.Endfinally
                    or ILOpCode.Endfilter
                    or ILOpCode.Leave
                    or ILOpCode.Leave_s
                    or ILOpCode.Br_s
            )
            {
                size = 0;
                continue;
            }

            var description = Opcodes.Get(instruction.Opcode);
            size += CallEffect(source, instruction) + Pushes(description.StackBehaviourPush) - Pops(description.StackBehaviourPop);
            if (description.OperandType is OperandType.InlineBrTarget or OperandType.ShortInlineBrTarget)
            {
                var target = (int)instruction.Operand;
                atTargets[target] = Math.Max(atTargets.GetValueOrDefault(target), size);
            }

            most = Math.Max(most, size);
        }

        return most;
    }

    private static int CallEffect(SourceAssembly source, Instruction instruction)
    {
        if (instruction.Opcode is not (ILOpCode.Newobj or ILOpCode.Call or ILOpCode.Callvirt))
        {
            return 0;
        }

        var signature = source.SignatureOf((EntityHandle)MetadataTokens.Handle((int)instruction.Operand));
        var taken = signature.ParameterTypes.Length;
        return instruction.Opcode == ILOpCode.Newobj
            ? -taken
            : -taken - (signature.Header.IsInstance ? 1 : 0) + (signature.ReturnType.FullName == "System.Void" ? 0 : 1);
    }

    private static int Pushes(StackBehaviour behaviour) =>
        behaviour switch
        {
            StackBehaviour.Push1
            or StackBehaviour.Pushi
            or StackBehaviour.Pushi8
            or StackBehaviour.Pushr4
            or StackBehaviour.Pushr8
            or StackBehaviour.Pushref => 1,
            StackBehaviour.Push1_push1 => 2,
            _ => 0,
        };

    private static int Pops(StackBehaviour behaviour) =>
        behaviour switch
        {
            StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
            StackBehaviour.Pop1_pop1
            or StackBehaviour.Popi_pop1
            or StackBehaviour.Popi_popi
            or StackBehaviour.Popi_popi8
            or StackBehaviour.Popi_popr4
            or StackBehaviour.Popi_popr8
            or StackBehaviour.Popref_pop1
            or StackBehaviour.Popref_popi => 2,
            StackBehaviour.Popi_popi_popi
            or StackBehaviour.Popref_popi_popi
            or StackBehaviour.Popref_popi_popi8
            or StackBehaviour.Popref_popi_popr4
            or StackBehaviour.Popref_popi_popr8
            or StackBehaviour.Popref_popi_popref
            or StackBehaviour.Popref_popi_pop1 => 3,
            _ => 0,
        };
}
