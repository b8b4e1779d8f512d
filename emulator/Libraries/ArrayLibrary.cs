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
        new("System.Array::IndexOf(System.Array,System.Object)", IndexOf),
        new("System.Array::Clone()", Clone),
    ];

    private static Array Items(object array) => (array as ReferenceArray)?.Items ?? (Array)array;

    // The initialiser is copied from flash into the array.
    private static void Initialize(Machine machine, int slot)
    {
        var field = (FieldDescriptor)machine.Reference(slot + 1)!;
        machine.CountInitialiser(field.Data.Length);
        PrimitiveArrays.Fill((Array)machine.This(slot), field.Data);
    }

    private static void Copy(Machine machine, object source, int from, object? target, int to, int length)
    {
        var (first, second) = (Items(source), Items(target ?? throw machine.Raise("System.NullReferenceException")));

        // Nothing is looked at where nothing is copied (CLR_RT_HeapBlock_Array.cpp, Copy).
        if (length == 0)
        {
            return;
        }

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

    private static void IndexOf(Machine machine, int slot)
    {
        var (array, wanted) = (machine.This(slot), machine.Reference(slot + 1));
        var found = array is ReferenceArray references
            ? Array.FindIndex(references.Items, item => Equals(item, wanted))
            : wanted is Boxed boxed
                ? Enumerable.Range(0, ((Array)array).Length).Where(index => Address.Load(array is ulong[] ? (long[])array : array, index) == boxed.Value).DefaultIfEmpty(-1).First()
                : -1;
        machine.SetNumber(slot, found);
    }

    private static void Clone(Machine machine, int slot)
    {
        var array = machine.This(slot);
        var copy = machine.NewArray(machine.TypeOf(array), Items(array).Length);
        Array.Copy(Items(array), Items(copy), Items(array).Length);
        machine.SetReference(slot, copy);
    }
}
