using System.Runtime.InteropServices;

namespace Striate.Emulator.Decoding;

/// <summary>
/// One operation of the decoded form: a register machine, so that several IL instructions become one operation. A is the
/// destination (or the target of a branch), B and C are sources, Immediate a constant or an index into the operands.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Operation
{
    public OperationCode Code;
    public int A;
    public int B;
    public int C;
    public long Immediate;

    public override readonly string ToString() => $"{Code} {A} {B} {C} {Immediate}";
}
