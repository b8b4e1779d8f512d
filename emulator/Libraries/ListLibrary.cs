using Striate.Emulator.Execution;

namespace Striate.Emulator.Libraries;

/// <summary>System.Collections.ArrayList: an array and the number of its items that are in use.</summary>
internal static class ListLibrary
{
    private const string Type = "System.Collections.ArrayList";

    private const int SmallestCapacity = 4;

    public static readonly LibraryMethod[] Methods =
    [
        new(
            $"{Type}::SetCapacity(System.Int32)",
            (machine, slot) =>
            {
                var (list, capacity) = (machine.This<Instance>(slot), (int)machine.Number(slot + 1));
                Require(machine, capacity >= SizeOf(list));
                Grow(machine, list, capacity);
            }
        ),
        new(
            $"{Type}::get_Item(System.Int32)",
            (machine, slot) =>
            {
                var list = machine.This<Instance>(slot);
                machine.SetReference(slot, ItemsOf(list).Items[Index(machine, slot, SizeOf(list))]);
            }
        ),
        new(
            $"{Type}::set_Item(System.Int32,System.Object)",
            (machine, slot) =>
            {
                var list = machine.This<Instance>(slot);
                ItemsOf(list).Items[Index(machine, slot, SizeOf(list))] = machine.Reference(slot + 2);
            }
        ),
        new(
            $"{Type}::Add(System.Object)",
            (machine, slot) =>
            {
                var size = SizeOf(machine.This<Instance>(slot));
                Insert(machine, slot, size, machine.Reference(slot + 1));
                machine.SetNumber(slot, size);
            }
        ),
        new(
            $"{Type}::Insert(System.Int32,System.Object)",
            (machine, slot) =>
                Insert(machine, slot, Index(machine, slot, SizeOf(machine.This<Instance>(slot)) + 1), machine.Reference(slot + 2))
        ),
        new(
            $"{Type}::RemoveAt(System.Int32)",
            (machine, slot) =>
            {
                var list = machine.This<Instance>(slot);
                var (items, index, last) = (ItemsOf(list).Items, Index(machine, slot, SizeOf(list)), SizeOf(list) - 1);
                Array.Copy(items, index + 1, items, index, last - index);
                items[last] = null;
                list.Numbers[0] = last;
            }
        ),
        new(
            $"{Type}::Clear()",
            (machine, slot) =>
            {
                var list = machine.This<Instance>(slot);
                Array.Clear(ItemsOf(list).Items);
                list.Numbers[0] = 0;
            }
        ),
    ];

    // The fields _items and _size.
    private static ReferenceArray ItemsOf(Instance list) => (ReferenceArray)list.References[0]!;

    private static int SizeOf(Instance list) => (int)list.Numbers[0];

    private static int Index(Machine machine, int slot, int end)
    {
        var index = machine.Number(slot + 1);
        Require(machine, index >= 0 && index < end);
        return (int)index;
    }

    private static void Require(Machine machine, bool holds)
    {
        if (!holds)
        {
            throw machine.Raise("System.ArgumentOutOfRangeException");
        }
    }

    private static void Insert(Machine machine, int slot, int index, object? value)
    {
        var list = machine.This<Instance>(slot);
        var size = SizeOf(list);
        if (size == ItemsOf(list).Items.Length)
        {
            Grow(machine, list, Math.Max(size + 1, size * 3 / 2));
        }

        var items = ItemsOf(list).Items;
        Array.Copy(items, index, items, index + 1, size - index);
        items[index] = value;
        list.Numbers[0] = size + 1;
    }

    private static void Grow(Machine machine, Instance list, int capacity)
    {
        // CLR_RT_HeapBlock_ArrayList::SetCapacity.
        if (capacity == ItemsOf(list).Items.Length)
        {
            return;
        }

        var grown = (ReferenceArray)machine.NewArray(machine.ArrayOf("System.Object"), Math.Max(SmallestCapacity, capacity));
        Array.Copy(ItemsOf(list).Items, grown.Items, SizeOf(list));
        list.References[0] = grown;
    }
}
