using Striate.Emulator.Execution;

namespace Striate.Emulator.Libraries;

/// <summary>System.SpanByte: a struct with an array, a start and a length.</summary>
internal static class SpanByteLibrary
{
    public static readonly LibraryMethod[] Methods =
    [
        new("System.SpanByte::.ctor(System.Byte[])", (machine, slot) =>
            Set(machine.This<Instance>(slot), machine.Reference(slot + 1), 0, (machine.Reference(slot + 1) as byte[])?.Length ?? 0), 14),
        new("System.SpanByte::.ctor(System.Byte[],System.Int32,System.Int32)", (machine, slot) =>
            Set(machine.This<Instance>(slot), machine.Reference(slot + 1), machine.Number(slot + 2), machine.Number(slot + 3))),
        new("System.SpanByte::get_Length()", (machine, slot) => machine.SetNumber(slot, machine.This<Instance>(slot).Numbers[1]), 3),
        new("System.SpanByte::get_Item(System.Int32)", (machine, slot) => machine.SetNumber(slot, Element(machine, slot)), 12),
        new("System.SpanByte::set_Item(System.Int32,System.Byte)", (machine, slot) => Element(machine, slot) = (byte)machine.Number(slot + 2)),
    ];

    private static void Set(Instance span, object? array, long start, long length)
    {
        span.References[0] = array;
        (span.Numbers[0], span.Numbers[1]) = (start, length);
    }

    private static ref byte Element(Machine machine, int slot)
    {
        var span = machine.This<Instance>(slot);
        var index = machine.Number(slot + 1);
        if (index < 0 || index >= span.Numbers[1])
        {
            throw machine.Raise("System.ArgumentOutOfRangeException");
        }

        return ref ((byte[])span.References[0]!)[span.Numbers[0] + index];
    }
}
