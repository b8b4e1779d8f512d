using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Striate.Platform;

/// <summary>
/// What every IL instruction costs, by the kind of its operand; <c>data/instruction-costs.json</c> is its one home. A unit is a host
/// instruction of the interpreter in a build for 32 bits and size.
/// </summary>
public static class InstructionCosts
{
    /// <summary>What the name of a jump's form ends in where it goes back.</summary>
    internal const string Back = " back";

    private const string NotImplementedGroup = "not implemented";
    private const int Opcodes = 512;

    private static readonly OperandKind[] s_kinds = Enum.GetValues<OperandKind>();
    private static readonly string[] s_names = [.. s_kinds.Select(kind => kind.ToString().ToLowerInvariant())];
    private static readonly string[] s_namesBack = [.. s_names.Select(name => name + Back)];

    // One-byte opcodes stand at their value, two-byte ones, 0xfe00 and up, behind them.
    private static readonly InstructionCost[] s_byOpcode = new InstructionCost[Opcodes];

    // Of each opcode the units by kind, then by kind of jumps back.
    private static readonly int[] s_units = new int[Opcodes * 2 * s_kinds.Length];

    static InstructionCosts()
    {
        Groups = PlatformData.Read(
            "instruction-costs.json",
            row => new InstructionCost(
                row.Text("group"),
                (int)row.Number("units"),
                row.Numbers("types"),
                (CostBasis)row.Choice("basis", "measured", "estimate"),
                row.Text("note"),
                row.Texts("opcodes")
            )
        );
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
            var group = s_byOpcode[IndexOf(opcode)] = groupOf[NameOf(opcode)];
            foreach (var kind in s_kinds)
            {
                var units = group.Types.GetValueOrDefault(NameOf(kind), group.Units);
                s_units[IndexOf(opcode, kind, isBack: false)] = units;
                s_units[IndexOf(opcode, kind, isBack: true)] = group.Types.GetValueOrDefault(s_namesBack[(int)kind], units);
            }
        }
    }

    /// <summary>The groups; every opcode is in exactly one.</summary>
    public static ImmutableArray<InstructionCost> Groups { get; }

    /// <summary>
    /// Cost units of one execution. A call counts its return, which is free; what the locals of a method cost is in
    /// <see cref="FrameCosts"/>.
    /// </summary>
    public static int Of(ILOpCode opcode, OperandKind kind = OperandKind.Other, bool isBack = false) =>
        s_units[IndexOf(opcode, kind, isBack)];

    /// <summary>Cost units of one execution.</summary>
    public static int Of(InstructionForm form) => Of(form.Opcode, form.Kind, form.IsBack);

    /// <summary>The group of an opcode.</summary>
    public static InstructionCost GroupOf(ILOpCode opcode) => s_byOpcode[IndexOf(opcode)];

    /// <summary>False for the instructions that the interpreter refuses.</summary>
    public static bool IsImplemented(ILOpCode opcode) => s_byOpcode[IndexOf(opcode)].Group != NotImplementedGroup;

    /// <summary>The ECMA-335 name, without the closing dot of prefixes: <c>ldc.i4.s</c>, <c>tail</c>.</summary>
    public static string NameOf(ILOpCode opcode) => opcode.ToString().ToLowerInvariant().Replace('_', '.');

    /// <summary>The kind as data files have it: <c>int</c>, <c>reference</c>.</summary>
    public static string NameOf(OperandKind kind) => s_names[(int)kind];

    private static int IndexOf(ILOpCode opcode, OperandKind kind, bool isBack) =>
        (((IndexOf(opcode) * 2) + (isBack ? 1 : 0)) * s_kinds.Length) + (int)kind;

    private static int IndexOf(ILOpCode opcode) => (int)opcode < 256 ? (int)opcode : 256 + ((int)opcode & 255);
}
