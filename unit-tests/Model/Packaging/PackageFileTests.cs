using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Striate.Fuzzing;
using Striate.Model.Packaging;

namespace Striate.UnitTests.Model.Packaging;

public sealed class PackageFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("striate-").FullName;

    private string File => Path.Combine(_folder, "sample" + PackageFile.Extension);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_package_comes_back_as_it_was_written()
    {
        PackageFile.Write(File, Samples.Package);
        var loaded = PackageFile.Read(File);
        Same.Difference(Samples.Package, loaded.Package).ShouldBeNull();
        loaded.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(File))));
    }

    [Fact]
    public void A_package_without_report_labels_and_golden_vectors_comes_back()
    {
        var bare = new ModelPackage(Samples.Network with { Labels = [] }, null, []);
        PackageFile.Write(File, bare);
        Same.Difference(bare, PackageFile.Read(File).Package).ShouldBeNull();
    }

    [Fact]
    public void Equal_packages_are_equal_bytes_wherever_they_are_written()
    {
        PackageFile.Write(File, Samples.Package);
        var first = System.IO.File.ReadAllBytes(File);
        PackageFile.Write(File, PackageFile.Read(File).Package);
        System.IO.File.ReadAllBytes(File).ShouldBe(first);
        PackageFile.Format(Samples.Package, "elsewhere").ShouldBe(first);
    }

    [Fact]
    public void Any_zip_tool_reads_the_parts()
    {
        PackageFile.Write(File, Samples.Package);
        using var zip = ZipFile.OpenRead(File);
        zip.Entries.Select(entry => entry.FullName)
            .ShouldBe([
                "manifest.json",
                "tensors/conv1.index",
                "tensors/conv1.weights",
                "tensors/conv1.bias",
                "tensors/conv1.multipliers",
                "tensors/conv1.shifts",
                "tensors/norm.multipliers",
                "tensors/norm.offsets",
                "tensors/norm.shifts",
                "tensors/mean.multipliers",
                "tensors/mean.shifts",
                "tensors/logits.weights",
                "tensors/logits.bias",
                "report.json",
                "golden.bin",
                "checksums.txt",
            ]);
        Read(zip, "tensors/conv1.index").ShouldBe([0b0_11_0_01]);
        Read(zip, "tensors/norm.shifts").ShouldBe([2, 3]);
        Encoding.UTF8.GetString(Read(zip, "manifest.json")).ShouldStartWith("{\"format\":2,\"tool\":\"");
        Encoding
            .UTF8.GetString(Read(zip, "manifest.json"))
            .ShouldContain("{\"kind\":\"flatten\",\"name\":\"flat\",\"inputs\":[\"mean\"],\"output\":{");
        Encoding.UTF8.GetString(Read(zip, "report.json")).ShouldStartWith("{\"network\":\"sample\",\"dataSet\":\"digits\",");
        foreach (var line in Encoding.UTF8.GetString(Read(zip, "checksums.txt")).TrimEnd('\n').Split('\n'))
        {
            line[..64].ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Read(zip, line[66..]))));
        }
    }

    [Fact]
    public void A_missing_file_is_named_in_one_line()
    {
        var exception = Should.Throw<PackageException>(() => PackageFile.Read(File));
        exception.Path.ShouldBe(File);
        exception.Part.ShouldBe("file");
        exception.Message.ShouldStartWith(File + ": file: ");
        exception.Message.ShouldEndWith("; check the path");
        exception.Message.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("")]
    [InlineData("with\0zero")]
    [InlineData("/")]
    public void Paths_that_are_no_files_are_refused(string path)
    {
        Should.Throw<PackageException>(() => PackageFile.Read(path));
        Should.Throw<PackageException>(() => PackageFile.Write(path, Samples.Package));
    }

    private static byte[] Read(ZipArchive zip, string name)
    {
        using var stream = zip.GetEntry(name)!.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
