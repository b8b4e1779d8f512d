using System.Collections.Immutable;
using Striate.Emulator.Execution;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Libraries;

/// <summary>System.Array and array initialisers.</summary>
internal static class ArrayLibrary
{
    public static readonly LibraryMethod[] Methods =
    [
        new("System.Runtime.CompilerServices.RuntimeHelpers::InitializeArray(System.Array,System.RuntimeFieldHandle)", Initialize),
        new("System.Array::Copy(System.Array,System.Array,System.Int32)", (machine, slot) =>
            Copy(machine, machine.This(slot), 0, machine.Reference(slot + 1), 0, (int)machine.Number(slot + 2))),
        new("System.Array::Copy(System.Array,System.Int32,System.Array,System.Int32,System.Int32)", (machine, slot) =>
            Copy(machine, machine.This(slot), (int)machine.Number(slot + 1), machine.Reference(slot + 2), (int)machine.Number(slot + 3), (int)machine.Number(slot + 4))),
        new("System.Array::Clear(System.Array,System.Int32,System.Int32)", Clear),
        new("System.Array::get_Length()", (machine, slot) => machine.SetNumber(slot, Items(machine.This(slot)).Length)),
    ];

    private static Array Items(object array) => (array as ReferenceArray)?.Items ?? (Array)array;

    private static void Initialize(Machine machine, int slot)
    {
        var field = (FieldDescriptor)machine.Reference(slot + 1)!;
        PrimitiveArrays.Fill((Array)machine.This(slot), field.Data);
    }

    private static void Copy(Machine machine, object source, int from, object? target, int to, int length)
    {
        var (first, second) = (Items(source), Items(target ?? throw machine.Raise("System.NullReferenceException")));
        if (from < 0 || to < 0 || length < 0 || from > first.Length - length || to > second.Length - length)
        {
            throw machine.Raise("System.ArgumentOutOfRangeException");
        }

        if (first.GetType() != second.GetType())
        {
            throw machine.Raise("System.Exception");
        }

        Array.Copy(first, from, second, to, length);
    }

    private static void Clear(Machine machine, int slot)
    {
        var array = Items(machine.This(slot));
        var (index, length) = ((int)machine.Number(slot + 1), (int)machine.Number(slot + 2));
        if (index < 0 || length < 0 || index > array.Length - length)
        {
            throw machine.Raise("System.ArgumentOutOfRangeException");
        }

        Array.Clear(array, index, length);
    }
}
