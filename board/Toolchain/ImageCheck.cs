using System.Buffers.Binary;
using System.Globalization;
using Striate.Platform;

namespace Striate.Board.Toolchain;

/// <summary>
/// Whether a file is a deployment image: assemblies as .pe files, one behind the other, each from a multiple of four bytes on.
/// The runtime reads them as far as they are sound and says nothing of the rest.
/// </summary>
public static class ImageCheck
{
    private const int Alignment = 4;

    // CLR_RECORD_ASSEMBLY (nf-interpreter nanoCLR_Types.h): a marker of eight bytes, and the end of the assembly as the last of sixteen
    // offsets.
    private const int EndOffset = 100;
    private const int HeaderBytes = EndOffset + sizeof(uint);

    private static ReadOnlySpan<byte> Marker => "NFMRK"u8;

    /// <summary>What is wrong with an image; null where nothing is.</summary>
    public static string? Problem(ReadOnlySpan<byte> image)
    {
        if (image.IsEmpty)
        {
            return "the image is empty";
        }

        var (at, assemblies) = (0, 0);
        while (at < image.Length)
        {
            var rest = image[at..];
            assemblies++;
            if (!Marker[..Math.Min(Marker.Length, rest.Length)].SequenceEqual(rest[..Math.Min(Marker.Length, rest.Length)]))
            {
                return $"no assembly begins at byte {Count(at)}, where one should: the file is not a deployment image, or it is damaged";
            }

            if (rest.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(rest[EndOffset..]) is var end && end > rest.Length)
            {
                return $"the image ends within its assembly {assemblies}, after {Count(image.Length)} bytes: it is truncated";
            }

            if (end < HeaderBytes)
            {
                return $"assembly {assemblies} at byte {Count(at)} says that it has {end} bytes: the image is damaged";
            }

            at += (int)((end + Alignment - 1) / Alignment * Alignment);
        }

        return assemblies > Limits.ImageAssemblies.Works
            ? $"the image has {assemblies} assemblies; the runtime loads {Limits.ImageAssemblies.Works}, its libraries included"
            : null;
    }

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
