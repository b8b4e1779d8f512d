using Striate.Emulator.Execution;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Libraries;

/// <summary>System.String and the numbers' ToString.</summary>
internal static class StringLibrary
{
    public static readonly LibraryMethod[] Methods =
    [
        new("System.String::Concat(System.String,System.String)", (machine, slot) => machine.SetText(slot, Text(machine, slot) + Text(machine, slot + 1))),
        new("System.String::Concat(System.String,System.String,System.String)", (machine, slot) =>
            machine.SetText(slot, Text(machine, slot) + Text(machine, slot + 1) + Text(machine, slot + 2))),
        new("System.String::Concat(System.String,System.String,System.String,System.String)", (machine, slot) =>
            machine.SetText(slot, Text(machine, slot) + Text(machine, slot + 1) + Text(machine, slot + 2) + Text(machine, slot + 3))),
        new("System.String::Concat(System.String[])", (machine, slot) =>
            machine.SetText(slot, string.Concat(machine.This<ReferenceArray>(slot).Items.Cast<string?>()))),
        new("System.String::get_Length()", (machine, slot) => machine.SetNumber(slot, machine.This<string>(slot).Length)),
        new("System.String::get_Chars(System.Int32)", Character),
        new("System.String::op_Equality(System.String,System.String)", (machine, slot) =>
            machine.SetNumber(slot, (string?)machine.Reference(slot) == (string?)machine.Reference(slot + 1) ? 1 : 0)),
        new("System.String::op_Inequality(System.String,System.String)", (machine, slot) =>
            machine.SetNumber(slot, (string?)machine.Reference(slot) != (string?)machine.Reference(slot + 1) ? 1 : 0)),
        new("System.String::ToString()", (_, _) => { }),
        .. Numbers(),
    ];

    private static string Text(Machine machine, int slot) => machine.Reference(slot) as string ?? "";

    private static void Character(Machine machine, int slot)
    {
        var text = machine.This<string>(slot);
        var index = machine.Number(slot + 1);
        if (index < 0 || index >= text.Length)
        {
            throw machine.Raise("System.IndexOutOfRangeException");
        }

        machine.SetNumber(slot, text[(int)index]);
    }

    // Called with the address of the number.
    private static IEnumerable<LibraryMethod> Numbers() =>
        LibraryTypes.Primitives.Where(primitive => primitive.Kind is not (ElementKind.DateTime or ElementKind.TimeSpan)).Select(primitive =>
            new LibraryMethod($"{primitive.Name}::ToString()", (machine, slot) =>
                machine.SetText(slot, TextForms.Of(machine.NumberAt(slot), primitive.Kind))));
}
