using System.IO.Compression;
using Striate.Model.Packaging;

namespace Striate.UnitTests.Model.Packaging;

/// <summary>Files with parts that do not belong there, and zip files of other kinds.</summary>
public class WrongPartsTests
{
    [Fact]
    public void A_part_that_no_layer_has_is_refused()
    {
        foreach (var name in (string[])["extra.txt", "../../evil", "tensors/sum.weights", "golden.bin2"])
        {
            var refused = Tampering.Refused(Tampering.WithParts(parts => [.. parts, new Part(name, new byte[] { 1 })]));
            (refused.Part, refused.Reason).ShouldBe((name, "no layer has such a part"));
        }
    }

    [Fact]
    public void A_missing_part_is_named()
    {
        foreach (var name in (string[])["tensors/conv1.bias", "tensors/logits.weights", "golden.bin"])
        {
            Tampering.Refused(Tampering.WithParts(parts => parts.Where(part => part.Name != name))).Part.ShouldBe(name);
        }

        Tampering.Refused(Tampering.WithParts(parts => parts.Skip(1))).Part.ShouldBe("manifest.json");
        Tampering.Refused(Tampering.WithParts(_ => [])).Part.ShouldBe("checksums.txt");
    }

    [Fact]
    public void A_missing_report_is_no_error() =>
        PackageFile.Parse(Tampering.WithParts(parts => parts.Where(part => part.Name != "report.json")), "x").Package.Report.ShouldBeNull();

    [Fact]
    public void Parts_in_another_order_are_refused() =>
        Tampering
            .Refused(Tampering.WithParts(parts => [parts[0], parts[2], parts[1], .. parts[3..]]))
            .Reason.ShouldBe("part 'tensors/conv1.weights' is in its place");

    [Fact]
    public void A_part_that_is_there_twice_is_refused()
    {
        var refused = Tampering.Refused(Tampering.WithParts(parts => [.. parts, parts[3]]));
        (refused.Part, refused.Reason).ShouldBe(("file", "part 'tensors/conv1.bias' is there twice"));
    }

    [Fact]
    public void Too_many_parts_are_refused_before_any_is_read() =>
        Tampering
            .Refused(
                Tampering.WithParts(_ =>
                    Enumerable.Range(0, PackageLimits.MaximumParts).Select(index => new Part($"p{index}", ReadOnlyMemory<byte>.Empty))
                )
            )
            .Reason.ShouldBe($"more than {PackageLimits.MaximumParts} parts");

    [Fact]
    public void Checksums_that_say_more_than_there_is_are_refused()
    {
        var parts = StoredZip.Read(Tampering.Good, PackageLimits.MaximumParts);
        var longer = parts[^1] with { Content = (byte[])[.. parts[^1].Content.Span, (byte)'\n'] };
        Tampering.Refused(StoredZip.Write([.. parts[..^1], longer])).Part.ShouldBe("checksums.txt");
        Tampering.Refused(StoredZip.Write([.. parts[..^1]])).Reason.ShouldBe("it is not the last part");
    }

    [Fact]
    public void A_package_that_another_tool_packed_again_is_refused()
    {
        Tampering.Refused(Zip(Tampering.Good, CompressionLevel.NoCompression));
        Tampering.Refused(Zip(Tampering.Good, CompressionLevel.SmallestSize));
    }

    [Fact]
    public void A_zip_bomb_takes_no_memory()
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var content = zip.CreateEntry("manifest.json", CompressionLevel.SmallestSize).Open();
            for (var megabyte = 0; megabyte < 64; megabyte++)
            {
                content.Write(new byte[1 << 20]);
            }
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Tampering.Refused(file.ToArray());
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2_000_000);
    }

    [Fact]
    public void Dropped_kernels_cannot_ask_for_more_memory_than_the_limit()
    {
        // 16 Mi dropped kernels take no bytes in the file: one shape in use, so no index, and no weights.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var huge = Tampering.WithPart(
            "manifest.json",
            content =>
                System.Text.Encoding.UTF8.GetBytes(
                    System
                        .Text.Encoding.UTF8.GetString(content)
                        .Replace("\"shapesInUse\":[0,5,30]", "\"shapesInUse\":[0]", StringComparison.Ordinal)
                        .Replace("\"inputChannels\":2", "\"inputChannels\":16777216", StringComparison.Ordinal)
                )
        );
        Tampering.Refused(huge).Reason.ShouldBe("more than 16777216 weights");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000_000);
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused_before_memory_is_taken()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.OpenWrite(path))
            {
                file.SetLength(PackageLimits.MaximumFileBytes + 1L);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            Should.Throw<PackageException>(() => PackageFile.Read(path)).Reason.ShouldBe("67108865 bytes; a package has 67108864 at most");
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Zip(byte[] package, CompressionLevel level)
    {
        using var file = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(package)))
        using (var target = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in source.Entries)
            {
                using var from = entry.Open();
                using var to = target.CreateEntry(entry.FullName, level).Open();
                from.CopyTo(to);
            }
        }

        return file.ToArray();
    }
}
