using Striate.Emulator.Execution;

namespace Striate.Emulator.Libraries;

/// <summary>System.String.</summary>
internal static class StringLibrary
{
    public static readonly LibraryMethod[] Methods =
    [
        .. Concatenations(),
        new("System.String::get_Length()", (machine, slot) => machine.SetNumber(slot, machine.This<string>(slot).Length)),
        new("System.String::get_Chars(System.Int32)", Character),
        new("System.String::op_Equality(System.String,System.String)", (machine, slot) => Flag(machine, slot, Text(machine, slot) == Text(machine, slot + 1))),
        new("System.String::op_Inequality(System.String,System.String)", (machine, slot) => Flag(machine, slot, Text(machine, slot) != Text(machine, slot + 1))),
        new("System.String::Equals(System.String,System.String)", (machine, slot) => Flag(machine, slot, Text(machine, slot) == Text(machine, slot + 1))),
        new("System.String::Equals(System.Object)", (machine, slot) => Flag(machine, slot, machine.This<string>(slot) == machine.Reference(slot + 1) as string)),
        new("System.String::ToString()", (_, _) => { }),
        new("System.String::IsNullOrEmpty(System.String)", (machine, slot) => Flag(machine, slot, string.IsNullOrEmpty(Text(machine, slot)))),
        new("System.String::Compare(System.String,System.String)", (machine, slot) =>
            machine.SetNumber(slot, Math.Sign(string.CompareOrdinal(Text(machine, slot), Text(machine, slot + 1))))),
        new("System.String::CompareTo(System.String)", (machine, slot) =>
            machine.SetNumber(slot, Math.Sign(string.CompareOrdinal(machine.This<string>(slot), Text(machine, slot + 1))))),
        new("System.String::Contains(System.String)", (machine, slot) => Flag(machine, slot, Find(machine, slot) >= 0)),
        new("System.String::StartsWith(System.String)", (machine, slot) =>
            Flag(machine, slot, machine.This<string>(slot).StartsWith(machine.This<string>(slot + 1), StringComparison.Ordinal))),
        new("System.String::EndsWith(System.String)", (machine, slot) =>
            Flag(machine, slot, machine.This<string>(slot).EndsWith(machine.This<string>(slot + 1), StringComparison.Ordinal))),
        new("System.String::IndexOf(System.Char)", (machine, slot) =>
            machine.SetNumber(slot, machine.This<string>(slot).IndexOf((char)machine.Number(slot + 1), StringComparison.Ordinal))),
        new("System.String::IndexOf(System.String)", (machine, slot) => machine.SetNumber(slot, Find(machine, slot))),
        new("System.String::Substring(System.Int32)", (machine, slot) =>
            Substring(machine, slot, (int)machine.Number(slot + 1), machine.This<string>(slot).Length - (int)machine.Number(slot + 1))),
        new("System.String::Substring(System.Int32,System.Int32)", (machine, slot) =>
            Substring(machine, slot, (int)machine.Number(slot + 1), (int)machine.Number(slot + 2))),
        new("System.String::ToUpper()", (machine, slot) => machine.SetText(slot, machine.This<string>(slot).ToUpperInvariant())),
        new("System.String::ToLower()", (machine, slot) => machine.SetText(slot, Lower(machine.This<string>(slot)))),
        new("System.String::Trim()", (machine, slot) => machine.SetText(slot, machine.This<string>(slot).Trim())),
        new("System.String::PadLeft(System.Int32,System.Char)", (machine, slot) =>
            machine.SetText(slot, machine.This<string>(slot).PadLeft(Width(machine, slot + 1), (char)machine.Number(slot + 2)))),
        new("System.String::PadRight(System.Int32,System.Char)", (machine, slot) =>
            machine.SetText(slot, machine.This<string>(slot).PadRight(Width(machine, slot + 1), (char)machine.Number(slot + 2)))),
        new("System.String::ToCharArray()", (machine, slot) => machine.SetReference(slot, machine.Allocate(machine.This<string>(slot).ToCharArray()))),
        new("System.String::.ctor(System.Char[])", (machine, slot) => machine.SetText(slot, Ended(new string(machine.This<char[]>(slot))))),
        new("System.String::.ctor(System.Char,System.Int32)", (machine, slot) =>
        {
            machine.CheckTextLength(machine.Number(slot + 1));
            machine.SetText(slot, Ended(new string((char)machine.Number(slot), (int)machine.Number(slot + 1))));
        }),
        new("System.String::Format(System.String,System.Object[])", Format),
    ];

    /// <summary>A string ends at its first NUL, as C strings do (CLR_RT_HeapBlock_String).</summary>
    public static string Ended(string text) => text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var end ? text[..end] : text;

    private static string? Text(Machine machine, int slot) => machine.Reference(slot) as string;

    private static int Width(Machine machine, int slot)
    {
        machine.CheckTextLength(machine.Number(slot));
        return (int)machine.Number(slot);
    }

    private static void Flag(Machine machine, int slot, bool value) => machine.SetNumber(slot, value ? 1 : 0);

    private static int Find(Machine machine, int slot) =>
        machine.This<string>(slot).IndexOf(machine.This<string>(slot + 1), StringComparison.Ordinal);

    // The runtime lowers ASCII letters only.
    private static string Lower(string text) => string.Concat(text.Select(character => char.IsAsciiLetterUpper(character) ? (char)(character + 32) : character));

    private static IEnumerable<LibraryMethod> Concatenations()
    {
        for (var count = 2; count <= 4; count++)
        {
            var taken = count;
            yield return new LibraryMethod(
                $"System.String::Concat({string.Join(',', Enumerable.Repeat("System.String", count))})",
                (machine, slot) => machine.SetText(slot, string.Concat(Enumerable.Range(slot, taken).Select(index => Text(machine, index)))));
        }

        for (var count = 1; count <= 3; count++)
        {
            var taken = count;
            yield return new LibraryMethod(
                $"System.String::Concat({string.Join(',', Enumerable.Repeat("System.Object", count))})",
                (machine, slot) => machine.SetText(
                    slot, string.Concat(Enumerable.Range(slot, taken).Select(index => machine.TextOf(machine.Reference(index), slot + taken)))));
        }

        yield return new LibraryMethod("System.String::Concat(System.String[])", (machine, slot) =>
            machine.SetText(slot, string.Concat(machine.This<ReferenceArray>(slot).Items.Cast<string?>())));
        yield return new LibraryMethod("System.String::Concat(System.Object[])", (machine, slot) =>
            machine.SetText(slot, string.Concat(machine.This<ReferenceArray>(slot).Items.Select(item => machine.TextOf(item, slot + 1)))));
    }

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

    private static void Substring(Machine machine, int slot, int start, int length)
    {
        var text = machine.This<string>(slot);
        if (start < 0 || length < 0 || start > text.Length - length)
        {
            throw machine.Raise("System.ArgumentOutOfRangeException");
        }

        machine.SetText(slot, text.Substring(start, length));
    }

    private static void Format(Machine machine, int slot)
    {
        var items = machine.This<ReferenceArray>(slot + 1).Items.Select(item => (object?)machine.TextOf(item, slot + 2)).ToArray();
        try
        {
            machine.SetText(slot, string.Format(System.Globalization.CultureInfo.InvariantCulture, machine.This<string>(slot), items));
        }
        catch (FormatException)
        {
            throw machine.Raise("System.ArgumentException");
        }
    }
}
