using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Striate.Platform;

/// <summary>Relative cost of every IL instruction; <c>data/instruction-costs.json</c> is its one home.</summary>
public static class InstructionCosts
{
    private const string NotImplementedGroup = "not implemented";

    private static readonly FrozenDictionary<ILOpCode, InstructionCost> s_byOpcode;

    static InstructionCosts()
    {
        Groups = PlatformData.Read("instruction-costs.json", PlatformData.Default.ImmutableArrayInstructionCost);
        var groupOf = (from cost in Groups from name in cost.Opcodes select (name, cost)).ToDictionary(pair => pair.name, pair => pair.cost);
        s_byOpcode = Enum.GetValues<ILOpCode>().ToFrozenDictionary(opcode => opcode, opcode => groupOf[NameOf(opcode)]);
    }

    /// <summary>The groups; every opcode is in exactly one.</summary>
    public static ImmutableArray<InstructionCost> Groups { get; }

    /// <summary>Cost units of one execution. A call counts its return, which is free.</summary>
    public static int Of(ILOpCode opcode) => s_byOpcode[opcode].Weight;

    /// <summary>The group of an opcode.</summary>
    public static InstructionCost GroupOf(ILOpCode opcode) => s_byOpcode[opcode];

    /// <summary>False for the instructions that the interpreter refuses.</summary>
    public static bool IsImplemented(ILOpCode opcode) => s_byOpcode[opcode].Group != NotImplementedGroup;

    /// <summary>The ECMA-335 name, without the closing dot of prefixes: <c>ldc.i4.s</c>, <c>tail</c>.</summary>
    public static string NameOf(ILOpCode opcode) => opcode.ToString().ToLowerInvariant().Replace('_', '.');
}
