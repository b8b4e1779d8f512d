using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Striate.DataSets;

/// <summary>A file of a published data set.</summary>
/// <param name="Name">As published, without <c>.gz</c>.</param>
/// <param name="Length">Bytes, uncompressed.</param>
/// <param name="Sha256">Of the uncompressed bytes, lower-case hexadecimal.</param>
public sealed record SourceFile(string Name, int Length, string Sha256)
{
    /// <summary>Reads the file, compressed with gzip or not, and checks length and checksum.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="origin">Where a user gets it from; part of the error when it is missing.</param>
    /// <exception cref="StriateException">The file is missing, or holds something else.</exception>
    public byte[] Read(string folder, string origin)
    {
        var plain = Path.Combine(folder, Name);
        var path = File.Exists(plain) ? plain : plain + ".gz";
        if (!File.Exists(path))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{plain} is missing (and so is {Name}.gz); it comes from {origin}; its SHA-256, uncompressed, is {Sha256}"
            );
        }

        var bytes = ReadAtMost(path, Length);
        var sum = bytes is null ? null : Convert.ToHexStringLower(SHA256.HashData(bytes));
        return bytes is not null && sum == Sha256
            ? bytes
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{path} is not the published file: {(bytes is null ? $"it does not hold {Length:N0} bytes" : $"its SHA-256 is {sum}")}, "
                    + $"expected {Sha256}; get it again from {origin}"
            );
    }

    /// <summary>One checksum for several files: SHA-256 of their checksums and names, line by line.</summary>
    public static string ChecksumOf(IEnumerable<SourceFile> files) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(files.Select(file => $"{file.Sha256}  {file.Name}\n"))))
        );

    private static byte[]? ReadAtMost(string path, int length)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        var bytes = new byte[length];
        try
        {
            return stream.ReadAtLeast(bytes, length, throwOnEndOfStream: false) == length && stream.ReadByte() < 0 ? bytes : null;
        }
        catch (InvalidDataException problem)
        {
            throw new StriateException(ErrorKind.BadFile, $"{path} is not a gzip file: {problem.Message}", problem);
        }
    }
}
