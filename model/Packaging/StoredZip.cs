using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text;
using static Striate.Model.Storage.InvalidData;

namespace Striate.Model.Packaging;

/// <summary>One part of a package.</summary>
/// <param name="Name">Printable ASCII, '/' between folders.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record Part(string Name, ReadOnlyMemory<byte> Content);

/// <summary>
/// A zip file of uncompressed parts in one exact form (APPNOTE 4.3: local headers with their content, central directory,
/// end record; no time stamps, comments, extra fields or attributes), so that the same parts are the same bytes on every
/// system and with every version of every library. Any zip tool reads it.
/// </summary>
/// <remarks>
/// The reader accepts exactly what the writer gives: no byte of a file goes unchecked, nothing can be hidden or appended,
/// nothing decompresses, and parts are slices of the file's bytes, so a small file cannot ask for much memory.
/// </remarks>
internal static class StoredZip
{
    private const uint LocalSignature = 0x04034b50;
    private const uint CentralSignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const int LocalHeaderBytes = 30;
    private const int MaximumNameBytes = 128;
    private const ushort Version = 10;
    private const uint FirstOfJanuary1980 = 0x0021_0000;

    /// <summary>The file that holds these parts.</summary>
    public static byte[] Write(IReadOnlyList<Part> parts)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file, Encoding.ASCII);
        var offsets = new List<uint>();
        foreach (var part in parts)
        {
            offsets.Add((uint)file.Position);
            writer.Write(LocalSignature);
            WriteDescription(writer, part);
            writer.Write(Encoding.ASCII.GetBytes(part.Name));
            writer.Write(part.Content.Span);
        }

        var directory = (uint)file.Position;
        for (var index = 0; index < parts.Count; index++)
        {
            WriteDirectoryEntry(writer, parts[index], offsets[index]);
        }

        WriteEnd(writer, (ushort)parts.Count, directory, (uint)file.Position - directory);
        return file.ToArray();
    }

    /// <summary>The parts of a file.</summary>
    /// <exception cref="InvalidDataException">The file is not exactly what <see cref="Write"/> gives for any parts.</exception>
    public static ImmutableArray<Part> Read(ReadOnlyMemory<byte> file, int maximumParts)
    {
        var parts = ImmutableArray.CreateBuilder<Part>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var position = 0; StartsPart(file.Span[position..]); )
        {
            var part = ReadPart(file, ref position);
            Require(names.Add(part.Name), $"part '{part.Name}' is there twice");
            Require(names.Count <= maximumParts, $"more than {maximumParts} parts");
            parts.Add(part);
        }

        Require(parts.Count > 0, "it does not begin like a package");
        Require(file.Span.SequenceEqual(Write(parts)), "it was cut off, appended to, or altered outside its parts");
        return parts.ToImmutable();
    }

    private static bool StartsPart(ReadOnlySpan<byte> rest) =>
        rest.Length >= LocalHeaderBytes && BinaryPrimitives.ReadUInt32LittleEndian(rest) == LocalSignature;

    private static Part ReadPart(ReadOnlyMemory<byte> file, ref int position)
    {
        var header = file.Span.Slice(position, LocalHeaderBytes);
        long size = BinaryPrimitives.ReadUInt32LittleEndian(header[18..]);
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]);
        var start = position + LocalHeaderBytes;
        Require(
            nameLength is > 0 and <= MaximumNameBytes && nameLength <= file.Length - start,
            "the name of a part is cut off or too long"
        );
        var name = file.Span.Slice(start, nameLength);
        Require(name.IndexOfAnyExceptInRange((byte)0x21, (byte)0x7e) < 0, "the name of a part is not printable ASCII");
        var text = Encoding.ASCII.GetString(name);
        Require(size <= file.Length - start - nameLength, $"part '{text}' is cut off");
        var part = new Part(text, file.Slice(start + nameLength, (int)size));
        position = start + nameLength + (int)size;
        return part;
    }

    private static void WriteDirectoryEntry(BinaryWriter writer, Part part, uint offset)
    {
        writer.Write(CentralSignature);
        writer.Write(Version); // made by: MS-DOS, so without Unix permissions
        WriteDescription(writer, part);
        writer.Write((ushort)0); // comment length
        writer.Write((ushort)0); // disk
        writer.Write((ushort)0); // internal attributes
        writer.Write(0u); // external attributes
        writer.Write(offset);
        writer.Write(Encoding.ASCII.GetBytes(part.Name));
    }

    // What a local header and a directory entry have in common: from "version needed" to "extra field length".
    private static void WriteDescription(BinaryWriter writer, Part part)
    {
        writer.Write(Version);
        writer.Write((ushort)0); // flags
        writer.Write((ushort)0); // method: stored
        writer.Write(FirstOfJanuary1980);
        writer.Write(Crc32.HashToUInt32(part.Content.Span));
        writer.Write((uint)part.Content.Length);
        writer.Write((uint)part.Content.Length);
        writer.Write((ushort)part.Name.Length);
        writer.Write((ushort)0);
    }

    private static void WriteEnd(BinaryWriter writer, ushort parts, uint directoryOffset, uint directoryBytes)
    {
        writer.Write(EndSignature);
        writer.Write(0u); // this disk, disk of the directory
        writer.Write(parts);
        writer.Write(parts);
        writer.Write(directoryBytes);
        writer.Write(directoryOffset);
        writer.Write((ushort)0); // comment length
    }
}
