using System.Buffers.Binary;
using System.Text;

namespace Striate.Trainer.Native;

/// <summary>
/// The symbol versions that a 64-bit little-endian ELF library asks of the libraries it links to: its
/// <c>.gnu.version_r</c> section. Source: the System V ABI's symbol versioning, LSB core specification, chapter 10.
/// </summary>
public static class VersionNeeds
{
    /// <summary>VER_FLG_WEAK: the loader does not refuse the library when the version is missing.</summary>
    public const ushort Weak = 2;

    private const uint VersionNeedSection = 0x6ffffffe;
    private const int HeaderLength = 64;
    private const int SectionHeaderLength = 64;

    /// <summary>Magic number, class 2 (64 bits), data encoding 1 (little-endian).</summary>
    private static ReadOnlySpan<byte> Magic => [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];

    /// <summary>
    /// The file offset of the two bytes <c>vna_flags</c> of the entry that asks for a version, or null when no entry does.
    /// </summary>
    /// <param name="elf">The whole file.</param>
    /// <param name="version">For example <c>GLIBCXX_3.4.32</c>.</param>
    /// <exception cref="InvalidDataException">The bytes are no 64-bit little-endian ELF file, or its tables point outside of
    /// it.</exception>
    public static int? FindFlags(ReadOnlySpan<byte> elf, string version)
    {
        if (elf.Length < HeaderLength || !elf.StartsWith(Magic))
        {
            throw new InvalidDataException("not a 64-bit little-endian ELF file");
        }

        var table = ReadOffset(elf, 0x28);
        var count = ReadUInt16(elf, 0x3c);
        for (var section = 0; section < count; section++)
        {
            var header = checked(table + (section * SectionHeaderLength));
            if (ReadUInt32(elf, header + 4) == VersionNeedSection)
            {
                var strings = checked(table + ((int)ReadUInt32(elf, header + 40) * SectionHeaderLength));
                return
                    FindFlags(
                        Part(elf, ReadOffset(elf, header + 24), ReadOffset(elf, header + 32)),
                        Part(elf, ReadOffset(elf, strings + 24), ReadOffset(elf, strings + 32)),
                        Encoding.ASCII.GetBytes(version + '\0')
                    )
                        is { } flags
                    ? ReadOffset(elf, header + 24) + flags
                    : null;
            }
        }

        return null;
    }

    private static int? FindFlags(ReadOnlySpan<byte> needs, ReadOnlySpan<byte> strings, ReadOnlySpan<byte> version)
    {
        // Both lists are chains of relative offsets; a step of zero ends them. Steps only go forward, so both end.
        for (int need = 0, step = -1; step != 0; need = checked(need + step))
        {
            step = ReadOffset32(needs, need + 12);
            for (int entry = checked(need + ReadOffset32(needs, need + 8)), next = -1; next != 0; entry = checked(entry + next))
            {
                next = ReadOffset32(needs, entry + 12);
                var name = ReadOffset32(needs, entry + 8);
                if (name < strings.Length && strings[name..].StartsWith(version))
                {
                    return entry + 4;
                }
            }
        }

        return null;
    }

    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> elf, int start, int length) =>
        (long)start + length <= elf.Length
            ? elf.Slice(start, length)
            : throw new InvalidDataException("a section of the ELF file ends behind its end");

    private static int ReadOffset(ReadOnlySpan<byte> elf, int position)
    {
        var value = BinaryPrimitives.ReadUInt64LittleEndian(Part(elf, position, 8));
        return value <= (ulong)elf.Length ? (int)value : throw new InvalidDataException("an offset of the ELF file points behind its end");
    }

    private static int ReadOffset32(ReadOnlySpan<byte> part, int position)
    {
        var value = ReadUInt32(part, position);
        return value <= int.MaxValue / 2 ? (int)value : throw new InvalidDataException("an offset of the ELF file points behind its end");
    }

    private static uint ReadUInt32(ReadOnlySpan<byte> part, int position) =>
        BinaryPrimitives.ReadUInt32LittleEndian(Part(part, position, 4));

    private static ushort ReadUInt16(ReadOnlySpan<byte> part, int position) =>
        BinaryPrimitives.ReadUInt16LittleEndian(Part(part, position, 2));
}
