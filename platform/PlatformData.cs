using System.Collections.Immutable;
using System.Text.Json;

namespace Striate.Platform;

/// <summary>
/// Reads the tables that are embedded in this assembly. They are read at every start of the tool, by a document and not by a
/// serialiser, whose set-up takes longer than everything else that a small program needs.
/// </summary>
internal static class PlatformData
{
    /// <summary>One table of <c>platform/data</c>.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="read">Makes a record of a row.</param>
    public static ImmutableArray<T> Read<T>(string file, Func<PlatformRow, T> read)
        where T : class
    {
        using var stream =
            typeof(PlatformData).Assembly.GetManifestResourceStream("data/" + file)
            ?? throw new InvalidOperationException($"{file} is not embedded in the platform assembly");
        using var document = JsonDocument.Parse(stream);
        var rows = new T[document.RootElement.GetArrayLength()];
        var next = 0;
        foreach (var element in document.RootElement.EnumerateArray())
        {
            var row = new PlatformRow(file, element);
            rows[next++] = read(row);
            row.CheckAllRead();
        }

        return ImmutableArray.Create(rows);
    }
}
