using System.Buffers.Binary;

namespace Striate.Platform.Deployment.Format;

/// <summary>CRC-32 with polynomial 0x04C11DB7, most significant bit first, without inversions, as .pe files carry it.</summary>
internal static class PortableChecksum
{
    private static readonly uint[] s_table =
    [
        .. Enumerable
            .Range(0, 256)
            .Select(index =>
            {
                var value = (uint)index << 24;
                for (var bit = 0; bit < 8; bit++)
                {
                    value = (value << 1) ^ ((value >> 31) * 0x04C11DB7u);
                }

                return value;
            }),
    ];

    /// <summary>The checksum of bytes, continued from that of what stands before them.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        foreach (var value in bytes)
        {
            before = s_table[(before >> 24) ^ value] ^ (before << 8);
        }

        return before;
    }

    /// <summary>Writes both checksums of a .pe.</summary>
    /// <param name="file">All of it.</param>
    public static void Seal(Span<byte> file)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(file[PortableLayout.ContentChecksum..], Of(file[PortableLayout.HeaderBytes..]));
        file.Slice(PortableLayout.HeaderChecksum, sizeof(uint)).Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(file[PortableLayout.HeaderChecksum..], Of(file[..PortableLayout.HeaderBytes]));
    }
}
