using System.Globalization;
using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Libraries;

/// <summary>How values are written as text.</summary>
internal static class TextForms
{
    public static string Of(long register, ElementKind kind) => kind switch
    {
        ElementKind.Boolean => register != 0 ? "True" : "False",
        ElementKind.Char => ((char)register).ToString(),
        ElementKind.UInt64 => ((ulong)register).ToString(CultureInfo.InvariantCulture),
        ElementKind.Single => NumberForms.Single(register).ToString(CultureInfo.InvariantCulture),
        ElementKind.Double => NumberForms.Double(register).ToString(CultureInfo.InvariantCulture),
        _ => register.ToString(CultureInfo.InvariantCulture),
    };

    public static string Of(Machine machine, object? value) => value switch
    {
        null => "",
        string text => text,
        Boxed boxed => Of(boxed.Value, boxed.Type.Kind),
        _ => machine.TypeOf(value).FullName,
    };
}
