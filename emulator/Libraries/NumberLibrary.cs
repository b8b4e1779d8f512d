using System.Globalization;
using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Libraries;

/// <summary>Numbers as text and back: ToString, Parse, System.Convert.</summary>
internal static class NumberLibrary
{
    // Managed code of CoreLibrary behind Int32.ToString and Double.ToString, counted on the real runtime.
    private const int IntegerFormatting = 48;
    private const int FloatFormatting = 64;
    private const int SpecialFloatFormatting = 26;

    private static readonly (string Name, ElementKind Kind)[] Numeric =
        [.. LibraryTypes.Primitives.Where(primitive => primitive.Kind is not (ElementKind.DateTime or ElementKind.TimeSpan)
            && !primitive.Name.StartsWith("System.Runtime", StringComparison.Ordinal)
            && !primitive.Name.EndsWith("Ptr", StringComparison.Ordinal))];

    public static readonly LibraryMethod[] Methods = [.. Numeric.SelectMany(OfType), .. Conversions()];

    // Instance methods are called with the address of the number.
    private static IEnumerable<LibraryMethod> OfType((string Name, ElementKind Kind) type)
    {
        var isNumber = type.Kind is not (ElementKind.Boolean or ElementKind.Char);
        yield return new LibraryMethod(
            $"{type.Name}::ToString()",
            (machine, slot) =>
            {
                var value = machine.NumberAt(slot);
                machine.CountFloatFormatting(type.Kind, value, FloatFormatting - SpecialFloatFormatting);
                machine.SetText(slot, TextForms.Of(value, type.Kind));
            },
            type.Kind is ElementKind.Single or ElementKind.Double ? SpecialFloatFormatting : isNumber ? IntegerFormatting : 0,
            isNumber);
        if (!isNumber)
        {
            yield break;
        }

        yield return new LibraryMethod(
            $"{type.Name}::ToString(System.String)",
            (machine, slot) => machine.SetText(slot, Format(machine, machine.NumberAt(slot), type.Kind, machine.Reference(slot + 1) as string)),
            IntegerFormatting + 2,
            true);
        yield return new LibraryMethod($"{type.Name}::Parse(System.String)", (machine, slot) =>
            machine.SetNumber(slot, Parse(machine, machine.This<string>(slot), type.Kind, 10)));
        yield return new LibraryMethod($"{type.Name}::TryParse(System.String,{type.Name}&)", (machine, slot) =>
        {
            var parsed = TryParse(machine.Reference(slot) as string ?? "", type.Kind, 10);
            machine.StoreAt(slot + 1, parsed ?? 0);
            machine.SetNumber(slot, parsed == null ? 0 : 1);
        });
        yield return new LibraryMethod($"{type.Name}::Equals(System.Object)", (machine, slot) =>
            machine.SetNumber(slot, machine.Reference(slot + 1) is Boxed boxed && boxed.Type.FullName == type.Name && boxed.Value == machine.NumberAt(slot) ? 1 : 0));
    }

    private static IEnumerable<LibraryMethod> Conversions() =>
        Numeric.Where(type => type.Kind is not (ElementKind.Boolean or ElementKind.Char)).SelectMany(type =>
        {
            var name = "System.Convert::To" + type.Name["System.".Length..];
            return type.Kind is ElementKind.Single or ElementKind.Double
                ? new LibraryMethod[] { new($"{name}(System.String)", (machine, slot) => machine.SetNumber(slot, Parse(machine, machine.This<string>(slot), type.Kind, 10))) }
                : [new($"{name}(System.String,System.Int32)", (machine, slot) =>
                    machine.SetNumber(slot, Parse(machine, machine.This<string>(slot), type.Kind, (int)machine.Number(slot + 1))))];
        });

    private static string Format(Machine machine, long value, ElementKind kind, string? format)
    {
        try
        {
            return kind switch
            {
                ElementKind.Single => NumberForms.Single(value).ToString(format, CultureInfo.InvariantCulture),
                ElementKind.Double => NumberForms.Double(value).ToString(format, CultureInfo.InvariantCulture),
                ElementKind.UInt64 => ((ulong)value).ToString(format, CultureInfo.InvariantCulture),
                ElementKind.SByte => ((sbyte)value).ToString(format, CultureInfo.InvariantCulture),
                ElementKind.Int16 => ((short)value).ToString(format, CultureInfo.InvariantCulture),
                ElementKind.Int32 => ((int)value).ToString(format, CultureInfo.InvariantCulture),
                _ => value.ToString(format, CultureInfo.InvariantCulture),
            };
        }
        catch (FormatException)
        {
            throw machine.Raise("System.ArgumentException");
        }
    }

    private static long Parse(Machine machine, string text, ElementKind kind, int radix) =>
        TryParse(text, kind, radix) ?? throw machine.Raise("System.FormatException");

    private static long? TryParse(string text, ElementKind kind, int radix)
    {
        const NumberStyles style = NumberStyles.Float;
        var culture = CultureInfo.InvariantCulture;
        switch (kind)
        {
            case ElementKind.Single:
                return float.TryParse(text, style, culture, out var single) ? NumberForms.Of(single) : null;
            case ElementKind.Double:
                return double.TryParse(text, style, culture, out var number) ? NumberForms.Of(number) : null;
            case ElementKind.UInt64:
                return ulong.TryParse(text, radix == 16 ? NumberStyles.HexNumber : NumberStyles.Integer, culture, out var unsigned) ? (long)unsigned : null;
            default:
                var digits = radix == 16 && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
                return long.TryParse(digits, radix == 16 ? NumberStyles.HexNumber : NumberStyles.Integer, culture, out var value)
                    && NumberForms.Narrow(value, kind) == value ? value : null;
        }
    }
}
