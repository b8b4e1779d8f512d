using System.IO.Compression;

namespace Striate.DataSets.Reading;

/// <summary>The arrays of a .npz file, which is a zip of .npy files.</summary>
internal static class ArrayArchive
{
    // What a zip cannot have packed is not unpacked: deflate packs a thousand bytes and some into one.
    private const long MostPacked = 1100;

    /// <summary>Reads them, one after the other.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Entries that it may have.</param>
    /// <exception cref="StriateException">It is no such file, or holds too much.</exception>
    public static IEnumerable<(string Name, string Place, byte[] Content)> Read(string path, int most)
    {
        var content = DataLimits.ReadFile(path);
        using var archive = Guarded(path, () => new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read));
        var entries = Guarded(path, () => archive.Entries);
        if (
            entries.Count > most
            || entries.Sum(entry => Math.Min(entry.Length, DataLimits.FileBytes + 1))
                > Math.Min(DataLimits.FileBytes, MostPacked * content.Length)
        )
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: more than {most} arrays, or more than {DataLimits.FileBytes:N0} bytes of them; save fewer"
            );
        }

        foreach (var entry in entries.Where(entry => entry.FullName.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)))
        {
            // As much as the archive tells, and no more.
            var (array, place) = (new byte[entry.Length], $"{path}, array '{ClassNames.Printable(entry.FullName[..^4])}'");
            var isWhole = Guarded(
                path,
                () =>
                {
                    using var stream = entry.Open();
                    return stream.ReadAtLeast(array, array.Length, throwOnEndOfStream: false) == array.Length && stream.ReadByte() < 0;
                }
            );
            yield return isWhole
                ? (entry.FullName[..^4], place, array)
                : throw new StriateException(
                    ErrorKind.BadFile,
                    $"{place}: it does not have the {array.Length:N0} bytes that the archive tells; save it again"
                );
        }
    }

    // The library alone runs in here.
    private static T Guarded<T>(string path, Func<T> library)
    {
        try
        {
            return library();
        }
        catch (Exception problem)
            when (problem is IOException or InvalidDataException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path} is not an .npz archive that can be read; save it with numpy.savez",
                problem
            );
        }
    }
}
