using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Striate.Results.Pictures;

/// <summary>One text in a PNG file, in a tEXt chunk (PNG specification, 11.3.3.2) behind the header.</summary>
internal static class PngStamp
{
    private const string Keyword = "Source";
    private const int SignatureBytes = 8;

    // Length, type and CRC of a chunk.
    private const int FrameBytes = 12;

    // The header comes first; its content has always 13 bytes.
    private const int AfterHeader = SignatureBytes + FrameBytes + 13;

    private static readonly byte[] s_type = "tEXt"u8.ToArray();

    /// <summary>The file with a text.</summary>
    public static byte[] Add(byte[] png, string text)
    {
        byte[] chunk = [.. s_type, .. Encoding.Latin1.GetBytes($"{Keyword}\0{text}")];
        var (length, crc) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, chunk.Length - s_type.Length);
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32.HashToUInt32(chunk));
        return [.. png[..AfterHeader], .. length, .. chunk, .. crc, .. png[AfterHeader..]];
    }

    /// <summary>The text of a file; null where there is none, or no PNG.</summary>
    public static string? Read(ReadOnlySpan<byte> png)
    {
        if (png.Length < AfterHeader + FrameBytes || !png[(AfterHeader + 4)..(AfterHeader + 8)].SequenceEqual(s_type))
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(png[AfterHeader..]);
        if (length < 0 || length > png.Length - AfterHeader - FrameBytes)
        {
            return null;
        }

        return Encoding.Latin1.GetString(png.Slice(AfterHeader + 8, length)).Split('\0') is [Keyword, var text] ? text : null;
    }
}
