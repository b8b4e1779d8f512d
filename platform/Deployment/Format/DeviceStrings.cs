using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Striate.Platform.Deployment.Format;

/// <summary>
/// Texts that the firmware holds itself (nf-interpreter, StringTableData.cpp), so that no .pe stores them; their numbers count down from
/// the highest.
/// </summary>
internal static class DeviceStrings
{
    private static readonly ImmutableArray<string> s_all = Read();
    private static readonly FrozenDictionary<string, ushort> s_numbers = s_all
        .Select((text, index) => KeyValuePair.Create(text, (ushort)(PortableLayout.None - index)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The lowest number that stands for one of them: offsets into a .pe's own table stay below it.</summary>
    public static int LowestNumber => PortableLayout.None - s_all.Length + 1;

    /// <summary>The number of a text, if the firmware has it.</summary>
    public static bool TryNumber(string text, out ushort number) => s_numbers.TryGetValue(text, out number);

    /// <summary>The text with a number, if that number is one of them.</summary>
    public static string? Text(ushort number) => number >= LowestNumber ? s_all[PortableLayout.None - number] : null;

    private static ImmutableArray<string> Read()
    {
        using var stream = typeof(DeviceStrings).Assembly.GetManifestResourceStream("device-strings.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
