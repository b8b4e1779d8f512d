using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Striate.Platform;

/// <summary>Relative cost of every IL instruction; <c>data/instruction-costs.json</c> is its one home.</summary>
public static class InstructionCosts
{
    private const string NotImplementedGroup = "not implemented";

    // One-byte opcodes stand at their value, two-byte ones, 0xfe00 and up, behind them.
    private static readonly InstructionCost[] s_byOpcode = new InstructionCost[512];

    static InstructionCosts()
    {
        Groups = PlatformData.Read("instruction-costs.json", row => new InstructionCost(
            row.Text("group"), (int)row.Number("weight"), (CostBasis)row.Choice("basis", "measured", "estimate"), row.Text("note"),
            row.Texts("opcodes")));
        var groupOf = new Dictionary<string, InstructionCost>();
        foreach (var cost in Groups)
        {
            foreach (var name in cost.Opcodes)
            {
                groupOf.Add(name, cost);
            }
        }

        foreach (ILOpCode opcode in Enum.GetValuesAsUnderlyingType<ILOpCode>())
        {
            s_byOpcode[IndexOf(opcode)] = groupOf[NameOf(opcode)];
        }
    }

    /// <summary>The groups; every opcode is in exactly one.</summary>
    public static ImmutableArray<InstructionCost> Groups { get; }

    /// <summary>Cost units of one execution. A call counts its return, which is free.</summary>
    public static int Of(ILOpCode opcode) => s_byOpcode[IndexOf(opcode)].Weight;

    /// <summary>The group of an opcode.</summary>
    public static InstructionCost GroupOf(ILOpCode opcode) => s_byOpcode[IndexOf(opcode)];

    /// <summary>False for the instructions that the interpreter refuses.</summary>
    public static bool IsImplemented(ILOpCode opcode) => s_byOpcode[IndexOf(opcode)].Group != NotImplementedGroup;

    /// <summary>The ECMA-335 name, without the closing dot of prefixes: <c>ldc.i4.s</c>, <c>tail</c>.</summary>
    public static string NameOf(ILOpCode opcode) => opcode.ToString().ToLowerInvariant().Replace('_', '.');

    private static int IndexOf(ILOpCode opcode) => (int)opcode < 256 ? (int)opcode : 256 + ((int)opcode & 255);
}
