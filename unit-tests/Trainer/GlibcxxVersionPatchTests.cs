using Striate.Trainer.Native;

namespace Striate.UnitTests.Trainer;

/// <summary>The mend of TorchSharp's native library, on a small ELF file made here and on the library itself.</summary>
public sealed class GlibcxxVersionPatchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("striate-patch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_mend_changes_the_flag_field_of_one_entry_and_nothing_else()
    {
        var before = ElfFile(GlibcxxVersionPatch.Version);
        var path = Write("small.so", before);

        GlibcxxVersionPatch.Apply(path).ShouldBeTrue();

        var after = File.ReadAllBytes(path);
        after.Length.ShouldBe(before.Length);
        var changed = Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]).ToArray();
        changed.ShouldBe([SecondEntry + 4]);
        after[SecondEntry + 4].ShouldBe((byte)2);
        after[SecondEntry + 5].ShouldBe((byte)0);
        GlibcxxVersionPatch.Apply(path).ShouldBeFalse("a second time changes nothing");
        Directory.GetFiles(_folder).Length.ShouldBe(1, "no temporary file is left");
    }

    [Fact]
    public void The_library_that_the_build_copied_is_mended_in_two_bytes()
    {
        var library = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var bytes = File.ReadAllBytes(library);
        var flags = VersionNeeds.FindFlags(bytes, GlibcxxVersionPatch.Version).ShouldNotBeNull();
        bytes[flags] = 0;
        var path = Write("libLibTorchSharp.so", bytes);
        var time = File.GetLastWriteTimeUtc(path);

        GlibcxxVersionPatch.Apply(path).ShouldBeTrue();

        var after = File.ReadAllBytes(path);
        bytes[flags] = 2;
        after.ShouldBe(bytes);
        File.GetLastWriteTimeUtc(path).ShouldBe(time, "a build does not copy the file again");
    }

    [Fact]
    public void A_library_without_the_need_stays_as_it_is()
    {
        var path = Write("other.so", ElfFile("GLIBCXX_3.4.29"));
        GlibcxxVersionPatch.Apply(path).ShouldBeFalse();
        File.ReadAllBytes(path).ShouldBe(ElfFile("GLIBCXX_3.4.29"));
    }

    [Fact]
    public void Files_that_are_no_ELF_library_are_refused_by_name()
    {
        var path = Write("garbage.so", [.. Enumerable.Range(0, 500).Select(i => (byte)(i * 7))]);
        Should.Throw<StriateException>(() => GlibcxxVersionPatch.Apply(path)).Message.ShouldContain(path);
        Should.Throw<StriateException>(() => GlibcxxVersionPatch.Apply(Write("empty.so", [])));
    }

    [Fact]
    public void Truncated_and_altered_files_never_read_outside_of_their_bytes()
    {
        var whole = ElfFile(GlibcxxVersionPatch.Version);
        for (var length = 0; length < whole.Length; length += 3)
        {
            RefusesOrAnswers(whole.AsSpan(0, length).ToArray());
        }

        for (var position = 0; position < whole.Length; position++)
        {
            var altered = whole.ToArray();
            altered[position] ^= 0xff;
            RefusesOrAnswers(altered);
        }
    }

    private const int Needs = 64;
    private const int SecondEntry = Needs + 16 + 16;
    private const int Strings = Needs + 48;
    private const int Sections = 192;

    private static void RefusesOrAnswers(byte[] elf)
    {
        try
        {
            _ = VersionNeeds.FindFlags(elf, GlibcxxVersionPatch.Version);
        }
        catch (Exception refusal) when (refusal is InvalidDataException or OverflowException) { }
    }

    /// <summary>One file need with two version entries; the second asks for the given version.</summary>
    private static byte[] ElfFile(string version)
    {
        var elf = new byte[Sections + (3 * 64)];
        using var stream = new MemoryStream(elf);
        using var writer = new BinaryWriter(stream);
        writer.Write([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]);
        writer.Seek(0x28, SeekOrigin.Begin);
        writer.Write((long)Sections);
        writer.Seek(0x3c, SeekOrigin.Begin);
        writer.Write((short)3);
        writer.Seek(Needs, SeekOrigin.Begin);
        WriteInts(writer, 1 | (2 << 16), 1, 16, 0);
        WriteInts(writer, 0x1234, 2 << 16, 16, 16);
        WriteInts(writer, 0x5678, 3 << 16, 32, 0);
        writer.Seek(Strings + 1, SeekOrigin.Begin);
        writer.Write("libstdc++.so.6\0GLIBCXX_3.4\0"u8);
        writer.Seek(Strings + 32, SeekOrigin.Begin);
        writer.Write(System.Text.Encoding.ASCII.GetBytes(version));
        WriteSection(writer, 1, 0x6ffffffe, Needs, 48, link: 2);
        WriteSection(writer, 2, 3, Strings, 60, link: 0);
        return elf;
    }

    private static void WriteInts(BinaryWriter writer, params int[] values)
    {
        foreach (var value in values)
        {
            writer.Write(value);
        }
    }

    private static void WriteSection(BinaryWriter writer, int index, int type, long offset, long size, int link)
    {
        writer.Seek(Sections + (index * 64) + 4, SeekOrigin.Begin);
        writer.Write(type);
        writer.Seek(Sections + (index * 64) + 24, SeekOrigin.Begin);
        writer.Write(offset);
        writer.Write(size);
        writer.Write(link);
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
