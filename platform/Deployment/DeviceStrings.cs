using System.Collections.Frozen;

namespace Striate.Platform.Deployment;

/// <summary>Names that the firmware holds itself (StringTableData.cpp), so that no .pe stores them.</summary>
internal static class DeviceStrings
{
    public static readonly FrozenSet<string> All = Read();

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(DeviceStrings).Assembly.GetManifestResourceStream("device-strings.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
