using Striate.Emulator.Execution;

namespace Striate.Emulator.Libraries;

/// <summary>System.String.</summary>
internal static class StringLibrary
{
    private const string Type = "System.String";
    private const string Int = "System.Int32";
    private const string Chars = "System.Char[]";

    // c_WhiteSpaces of corlib_native_System_String.cpp.
    private static readonly char[] s_whiteSpace =
    [
        '\t',
        '\n',
        '\v',
        '\f',
        '\r',
        ' ',
        '\u00A0',
        .. Enumerable.Range(0x2000, 12).Select(code => (char)code),
        '\u3000',
        '\uFEFF',
    ];

    public static readonly LibraryMethod[] Methods =
    [
        new($"{Type}::get_Length()", (machine, slot) => machine.SetNumber(slot, machine.This<string>(slot).Length)),
        new($"{Type}::get_Chars({Int})", Character),
        new(
            $"{Type}::op_Equality({Type},{Type})",
            (machine, slot) => machine.SetFlag(slot, Text(machine, slot) == Text(machine, slot + 1))
        ),
        new(
            $"{Type}::op_Inequality({Type},{Type})",
            (machine, slot) => machine.SetFlag(slot, Text(machine, slot) != Text(machine, slot + 1))
        ),
        new($"{Type}::Equals({Type},{Type})", (machine, slot) => machine.SetFlag(slot, Text(machine, slot) == Text(machine, slot + 1))),
        new($"{Type}::Compare({Type},{Type})", Compare),
        new($"{Type}::CompareTo({Type})", Compare),
        new($"{Type}::CompareTo(System.Object)", Compare),
        .. Enumerable.Range(2, 3).Select(Concatenation),
        new(
            $"{Type}::Concat({Type}[])",
            (machine, slot) => machine.SetText(slot, string.Concat(machine.This<ReferenceArray>(slot).Items.Cast<string?>()))
        ),
        new(
            $"{Type}::Substring({Int})",
            (machine, slot) =>
                Substring(machine, slot, (int)machine.Number(slot + 1), machine.This<string>(slot).Length - (int)machine.Number(slot + 1))
        ),
        new(
            $"{Type}::Substring({Int},{Int})",
            (machine, slot) => Substring(machine, slot, (int)machine.Number(slot + 1), (int)machine.Number(slot + 2))
        ),
        new($"{Type}::ToUpper()", (machine, slot) => machine.SetText(slot, OfAscii(machine.This<string>(slot), char.IsAsciiLetterLower))),
        new($"{Type}::ToLower()", (machine, slot) => machine.SetText(slot, OfAscii(machine.This<string>(slot), char.IsAsciiLetterUpper))),
        new($"{Type}::Trim()", (machine, slot) => machine.SetText(slot, machine.This<string>(slot).Trim(s_whiteSpace))),
        new(
            $"{Type}::Trim({Chars})",
            (machine, slot) => machine.SetText(slot, machine.This<string>(slot).Trim(Separators(machine, slot + 1)))
        ),
        new(
            $"{Type}::TrimStart({Chars})",
            (machine, slot) => machine.SetText(slot, machine.This<string>(slot).TrimStart(Separators(machine, slot + 1)))
        ),
        new(
            $"{Type}::TrimEnd({Chars})",
            (machine, slot) => machine.SetText(slot, machine.This<string>(slot).TrimEnd(Separators(machine, slot + 1)))
        ),
        new($"{Type}::Split({Chars})", (machine, slot) => Split(machine, slot, int.MaxValue)),
        new($"{Type}::Split({Chars},{Int})", (machine, slot) => Split(machine, slot, (int)machine.Number(slot + 2))),
        new(
            $"{Type}::ToCharArray()",
            (machine, slot) => machine.SetReference(slot, machine.Allocate(machine.This<string>(slot).ToCharArray()))
        ),
        new(
            $"{Type}::ToCharArray({Int},{Int})",
            (machine, slot) =>
                machine.SetReference(
                    slot,
                    machine.Allocate(machine.This<string>(slot).ToCharArray((int)machine.Number(slot + 1), (int)machine.Number(slot + 2)))
                )
        ),
        new($"{Type}::.ctor({Chars})", (machine, slot) => machine.SetText(slot, Ended(new string(machine.Reference(slot) as char[])))),
        new(
            $"{Type}::.ctor({Chars},{Int},{Int})",
            (machine, slot) =>
                machine.SetText(
                    slot,
                    Ended(new string(machine.Reference(slot) as char[] ?? [], (int)machine.Number(slot + 1), (int)machine.Number(slot + 2)))
                )
        ),
        new(
            $"{Type}::.ctor(System.Char,{Int})",
            (machine, slot) =>
            {
                machine.CheckTextLength(machine.Number(slot + 1));
                machine.SetText(slot, Ended(new string((char)machine.Number(slot), (int)machine.Number(slot + 1))));
            }
        ),
        .. Searches("IndexOf", "System.Char", false, (machine, slot) => Any([(char)machine.Number(slot)])),
        .. Searches("IndexOf", Type, false, (machine, slot) => Whole(machine.This<string>(slot))),
        .. Searches("IndexOfAny", Chars, false, (machine, slot) => Any(machine.This<char[]>(slot))),
        .. Searches("LastIndexOf", "System.Char", true, (machine, slot) => Any([(char)machine.Number(slot)])),
        .. Searches("LastIndexOf", Type, true, (machine, slot) => Whole(machine.This<string>(slot))),
        .. Searches("LastIndexOfAny", Chars, true, (machine, slot) => Any(machine.This<char[]>(slot))),
    ];

    /// <summary>A string ends at its first NUL, as C strings do (CLR_RT_HeapBlock_String).</summary>
    public static string Ended(string text) => text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var end ? text[..end] : text;

    private static string? Text(Machine machine, int slot) => machine.Reference(slot) as string;

    private static void Compare(Machine machine, int slot) =>
        machine.SetNumber(slot, Math.Sign(string.CompareOrdinal(Text(machine, slot), Text(machine, slot + 1))));

    private static string OfAscii(string text, Func<char, bool> changes) =>
        string.Concat(text.Select(character => changes(character) ? (char)(character ^ 0x20) : character));

    private static LibraryMethod Concatenation(int count) =>
        new(
            $"{Type}::Concat({string.Join(',', Enumerable.Repeat(Type, count))})",
            (machine, slot) => machine.SetText(slot, string.Concat(Enumerable.Range(slot, count).Select(index => Text(machine, index))))
        );

    private static void Character(Machine machine, int slot)
    {
        var text = machine.This<string>(slot);
        var index = machine.Number(slot + 1);
        machine.SetNumber(
            slot,
            index >= 0 && index < text.Length ? text[(int)index] : throw machine.Raise("System.ArgumentOutOfRangeException")
        );
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

    private static char[] Separators(Machine machine, int slot) =>
        machine.Reference(slot) is char[] { Length: > 0 } given ? given : s_whiteSpace;

    private static void Split(Machine machine, int slot, int most)
    {
        var parts = machine.This<string>(slot).Split(Separators(machine, slot + 1), most);
        var array = (ReferenceArray)machine.NewArray(machine.ArrayOf(Type), parts.Length);
        machine.SetReference(slot, array);
        for (var index = 0; index < parts.Length; index++)
        {
            array.Items[index] = machine.Allocate(parts[index]);
        }
    }

    /// <summary>What is looked for: how long it is, and whether it stands at an index.</summary>
    private sealed record Search(int Length, Func<string, int, bool> IsAt);

    private static Search Any(char[] wanted) => new(1, (text, index) => index < text.Length && wanted.Contains(text[index]));

    private static Search Whole(string wanted) =>
        new(wanted.Length, (text, index) => string.CompareOrdinal(text, index, wanted, 0, wanted.Length) == 0);

    private static IEnumerable<LibraryMethod> Searches(string name, string wanted, bool last, Func<Machine, int, Search> search)
    {
        foreach (var given in new[] { 0, 1, 2 })
        {
            yield return new LibraryMethod(
                $"{Type}::{name}({wanted}{string.Concat(Enumerable.Repeat("," + Int, given))})",
                (machine, slot) =>
                {
                    int? start = given > 0 ? (int)machine.Number(slot + 2) : null;
                    int? count = given > 1 ? (int)machine.Number(slot + 3) : null;
                    machine.SetNumber(slot, Find(machine, machine.This<string>(slot), search(machine, slot + 1), last, start, count));
                }
            );
        }
    }

    // Its bounds are those of corlib_native_System_String.cpp, IndexOf.
    private static int Find(Machine machine, string text, Search search, bool last, int? from, int? givenCount)
    {
        if (text.Length == 0)
        {
            return -1;
        }

        var start = from ?? (last ? text.Length - 1 : 0);
        if (start < 0 || start > text.Length)
        {
            throw machine.Raise("System.ArgumentOutOfRangeException");
        }

        start -= last ? search.Length - 1 : 0;
        var count = givenCount ?? (last ? start + 1 : text.Length - start);
        count -= last ? 0 : search.Length - 1;
        if (start < 0 || (last && count > start + 1))
        {
            return -1;
        }

        if (!last && start + count > text.Length)
        {
            throw machine.Raise("System.ArgumentOutOfRangeException");
        }

        for (var step = 0; step < count; step++)
        {
            var index = last ? start - step : start + step;
            if (search.IsAt(text, index))
            {
                return index;
            }
        }

        return -1;
    }
}
