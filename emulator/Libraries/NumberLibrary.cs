using System.Globalization;
using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Libraries;

/// <summary>Numbers as text and back, as far as that is not the core library's own code.</summary>
internal static class NumberLibrary
{
    private const string Format =
        "System.Number::FormatNative(System.Object,System.Boolean,System.String,System.String,System.String,System.String,System.Int32[])";

    public static readonly LibraryMethod[] Methods =
    [
        new(
            Format,
            (machine, slot) => machine.SetText(slot, TextOf(machine, machine.This<Boxed>(slot), machine.Reference(slot + 2) as string))
        ),
        new(
            "System.Convert::NativeToInt64(System.String,System.Boolean,System.Int64,System.Int64,System.Int32,System.Boolean,System.Boolean&)",
            ToInt64
        ),
        new("System.Convert::NativeToDouble(System.String,System.Boolean,System.Boolean&)", ToDouble),
        new(
            "System.Convert::ToBase64String(System.Byte[],System.Int32,System.Int32,System.Boolean)",
            (machine, slot) =>
                machine.SetText(
                    slot,
                    Convert.ToBase64String(
                        machine.This<byte[]>(slot),
                        (int)machine.Number(slot + 1),
                        (int)machine.Number(slot + 2),
                        machine.Number(slot + 3) == 0 ? Base64FormattingOptions.None : Base64FormattingOptions.InsertLineBreaks
                    )
                )
        ),
        new(
            "System.Convert::FromBase64String(System.String)",
            (machine, slot) => machine.SetReference(slot, machine.Allocate(FromBase64(machine, machine.This<string>(slot))))
        ),
        new(
            "System.MathInternal::Abs(System.Int32)",
            (machine, slot) => machine.SetNumber(slot, machine.Number(slot) is < 0 and var n ? (int)-n : machine.Number(slot))
        ),
        new(
            "System.Double::CompareTo(System.Double,System.Double)",
            (machine, slot) =>
                machine.SetNumber(slot, NumberForms.Double(machine.Number(slot)).CompareTo(NumberForms.Double(machine.Number(slot + 1))))
        ),
        Question("IsInfinity", double.IsInfinity),
        Question("IsNaN", double.IsNaN),
        Question("IsNegativeInfinity", double.IsNegativeInfinity),
        Question("IsPositiveInfinity", double.IsPositiveInfinity),
    ];

    private static LibraryMethod Question(string name, Func<double, bool> answer) =>
        new(
            $"System.Double::{name}(System.Double)",
            (machine, slot) => machine.SetFlag(slot, answer(NumberForms.Double(machine.Number(slot))))
        );

    private static string TextOf(Machine machine, Boxed number, string? format)
    {
        var (value, culture) = (number.Value, CultureInfo.InvariantCulture);
        format = format == "G" ? null : format;
        try
        {
            return number.Type.Kind switch
            {
                ElementKind.Single => NumberForms.Single(value).ToString(format, culture),
                ElementKind.Double => NumberForms.Double(value).ToString(format, culture),
                ElementKind.UInt64 => ((ulong)value).ToString(format, culture),
                ElementKind.SByte => ((sbyte)value).ToString(format, culture),
                ElementKind.Int16 => ((short)value).ToString(format, culture),
                ElementKind.Int32 => ((int)value).ToString(format, culture),
                _ => value.ToString(format, culture),
            };
        }
        catch (FormatException)
        {
            throw machine.Raise("System.ArgumentException");
        }
    }

    private static byte[] FromBase64(Machine machine, string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw machine.Raise("System.ArgumentException");
        }
    }

    // corlib_native_System_Convert.cpp; the smallest and the largest value are 0 for ulong.
    private static void ToInt64(Machine machine, int slot)
    {
        var text = machine.Reference(slot) as string ?? throw machine.Raise("System.ArgumentNullException");
        var (isSigned, smallest, largest, radix) = (
            machine.Number(slot + 1) != 0,
            machine.Number(slot + 2),
            machine.Number(slot + 3),
            (int)machine.Number(slot + 4)
        );
        var (value, failure) = Parse(text.Trim(' '), isSigned, smallest, largest, radix);
        Report(machine, slot, 5, failure);
        machine.SetNumber(slot, failure is null ? value : smallest);
    }

    private static (long Value, string? Failure) Parse(string text, bool isSigned, long smallest, long largest, int radix)
    {
        const string range = "System.ArgumentOutOfRangeException";
        var isNegative = text.StartsWith('-');
        if (Magnitude(text.TrimStart('-', '+'), radix) is not { } magnitude || text.Length == 0)
        {
            return (0, "System.FormatException");
        }

        var value = isNegative ? -magnitude : magnitude;
        var isUlong = smallest == 0 && largest == 0;
        if (radix != 10 && isSigned && value > largest && value < ((Int128)largest + 1) * 2)
        {
            value -= ((Int128)largest + 1) * 2;
        }

        return isUlong
            ? value < 0 || value > ulong.MaxValue
                ? (0, range)
                : ((long)(ulong)value, null)
            : value < smallest || value > largest
                ? (0, range)
                : ((long)value, null);
    }

    /// <summary>Null where there is something else than digits of the base; larger values than any type holds stay larger.</summary>
    private static Int128? Magnitude(string digits, int radix)
    {
        digits = radix == 16 && digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? digits[2..] : digits;
        Int128 value = 0;
        foreach (var character in digits)
        {
            var digit =
                char.IsAsciiDigit(character) ? character - '0'
                : char.IsAsciiLetter(character) ? (character | 0x20) - 'a' + 10
                : radix;
            if (digit >= radix)
            {
                return null;
            }

            value = Int128.Min((value * radix) + digit, Int128.One << 100);
        }

        return digits.Length == 0 ? null : value;
    }

    private static void ToDouble(Machine machine, int slot)
    {
        var text = machine.Reference(slot) as string ?? throw machine.Raise("System.ArgumentNullException");
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var isNumber = double.TryParse(text.Trim(' '), style, CultureInfo.InvariantCulture, out var value);
        Report(machine, slot, 1, isNumber ? null : "System.FormatException");
        machine.SetNumber(slot, NumberForms.Of(isNumber ? value : 0));
    }

    // The argument that says whether to throw is followed by the address for whether it went well.
    private static void Report(Machine machine, int slot, int throws, string? failure)
    {
        machine.StoreAt(slot + throws + 1, failure is null ? 1 : 0);
        if (failure is not null && machine.Number(slot + throws) != 0)
        {
            throw machine.Raise(failure);
        }
    }
}
