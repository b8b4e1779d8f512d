using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Libraries;

/// <summary>System.Array and array initialisers.</summary>
internal static class ArrayLibrary
{
    public static readonly LibraryMethod[] Methods =
    [
        new("System.Runtime.CompilerServices.RuntimeHelpers::InitializeArray(System.Array,System.RuntimeFieldHandle)", Initialize),
        new(
            "System.Array::Copy(System.Array,System.Int32,System.Array,System.Int32,System.Int32)",
            (machine, slot) =>
                Copy(
                    machine,
                    machine.This(slot),
                    (int)machine.Number(slot + 1),
                    machine.Reference(slot + 2),
                    (int)machine.Number(slot + 3),
                    (int)machine.Number(slot + 4)
                )
        ),
        new("System.Array::Clear(System.Array,System.Int32,System.Int32)", Clear),
        new("System.Array::get_Length()", (machine, slot) => machine.SetNumber(slot, Items(machine.This(slot)).Length)),
        new(
            "System.Array::CreateInstance(System.Type,System.Int32)",
            (machine, slot) =>
                machine.SetReference(
                    slot,
                    machine.NewArray(machine.ArrayOf(machine.This<TypeObject>(slot).Type), (int)machine.Number(slot + 1))
                )
        ),
        new("System.Array::System.Collections.IList.get_Item(System.Int32)", Get),
        new("System.Array::System.Collections.IList.set_Item(System.Int32,System.Object)", Set),
        new("System.Array::TrySzIndexOf(System.Array,System.Int32,System.Int32,System.Object,System.Int32&)", IndexOf),
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

    private static void Get(Machine machine, int slot)
    {
        var array = machine.This(slot);
        var index = Checked(machine, array, machine.Number(slot + 1));
        machine.SetReference(
            slot,
            array is ReferenceArray references
                ? references.Items[index]
                : machine.Allocate(new Boxed(machine.TypeOf(array).Element!, NumberOf(array, index)))
        );
    }

    private static void Set(Machine machine, int slot)
    {
        var (array, value) = (machine.This(slot), machine.Reference(slot + 2));
        var index = Checked(machine, array, machine.Number(slot + 1));
        switch (array, value)
        {
            case (ReferenceArray references, _):
                references.Items[index] = value;
                break;
            case (_, Boxed boxed) when boxed.Type == machine.TypeOf(array).Element:
                Address.Store(Numbers(array), index, boxed.Value);
                break;
            default:
                throw machine.Raise("System.Exception");
        }
    }

    private static int Checked(Machine machine, object array, long index) =>
        index >= 0 && index < Items(array).Length ? (int)index : throw machine.Raise("System.IndexOutOfRangeException");

    // What is found among numbers is certain; among objects, those may know better that are not the wanted one itself.
    private static void IndexOf(Machine machine, int slot)
    {
        var (array, start, count, wanted) = (
            machine.This(slot),
            (int)machine.Number(slot + 1),
            (int)machine.Number(slot + 2),
            machine.Reference(slot + 3)
        );
        if (start < 0 || count < 0 || start > Items(array).Length - count)
        {
            throw machine.Raise("System.ArgumentOutOfRangeException");
        }

        var references = array as ReferenceArray;
        var found = -1;
        for (var index = start; index < start + count && found < 0; index++)
        {
            var same = references is null
                ? wanted is Boxed boxed && boxed.Type == machine.TypeOf(array).Element && NumberOf(array, index) == boxed.Value
                : ObjectLibrary.AreEqual(references.Items[index], wanted, true);
            found = same ? index : -1;
        }

        machine.StoreAt(slot + 4, found);
        machine.SetNumber(slot, references is null || found >= 0 ? 1 : 0);
    }

    private static long NumberOf(object array, int index) =>
        NumberForms.Narrow(Address.Load(Numbers(array), index), PrimitiveArrays.KindOf(array)!.Value);

    private static object Numbers(object array) => array is ulong[] ? (long[])array : array;
}
