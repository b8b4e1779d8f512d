using Striate.Model.Packaging;

namespace Striate.UnitTests.Model.Packaging;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("striate-").FullName;

    private const int DiskFull = 28;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Target => Path.Combine(_folder, "file");

    [Fact]
    public void A_file_is_written_and_replaced_whole()
    {
        AtomicFile.Write(Target, stream => stream.Write([1, 2, 3]));
        AtomicFile.Write(Target, stream => stream.Write([4]));
        File.ReadAllBytes(Target).ShouldBe([4]);
        Directory.GetFileSystemEntries(_folder).ShouldBe([Target]);
    }

    [Fact]
    public void A_failure_in_the_middle_leaves_the_old_file_and_nothing_else()
    {
        AtomicFile.Write(Target, stream => stream.Write([1, 2, 3]));
        Should.Throw<InvalidOperationException>(() =>
            AtomicFile.Write(
                Target,
                stream =>
                {
                    stream.Write(new byte[100_000]);
                    stream.Flush();
                    throw new InvalidOperationException();
                }
            )
        );
        File.ReadAllBytes(Target).ShouldBe([1, 2, 3]);
        Directory.GetFileSystemEntries(_folder).ShouldBe([Target]);
    }

    [Fact]
    public void The_old_file_is_whole_until_the_new_one_is()
    {
        AtomicFile.Write(Target, stream => stream.Write([1, 2, 3]));
        AtomicFile.Write(
            Target,
            stream =>
            {
                stream.Write([4, 5]);
                stream.Flush();
                File.ReadAllBytes(Target).ShouldBe([1, 2, 3]);
            }
        );
        File.ReadAllBytes(Target).ShouldBe([4, 5]);
    }

    [Fact]
    public void Several_files_change_together_or_not_at_all()
    {
        AtomicFile.Write(Target, stream => stream.Write([1]));
        var other = Path.Combine(_folder, "other");
        Should.Throw<FileException>(() =>
            AtomicFile.Write([(Target, stream => stream.Write([2])), (other, stream => throw new IOException("", DiskFull))])
        );
        File.ReadAllBytes(Target).ShouldBe([1]);
        Directory.CreateDirectory(other);
        Should
            .Throw<FileException>(() => AtomicFile.Write([(Target, stream => stream.Write([2])), (other, stream => stream.Write([3]))]))
            .Message.ShouldBe($"{other}: is a folder; name a file");
        File.ReadAllBytes(Target).ShouldBe([1]);
        Directory.GetFileSystemEntries(_folder).Order().ShouldBe([Target, other]);
    }

    // As .NET reports ENOSPC and ERROR_DISK_FULL.
    [Theory]
    [InlineData(DiskFull)]
    [InlineData(unchecked((int)0x80070070))]
    public void A_full_disk_is_called_that(int code)
    {
        var refused = Should.Throw<FileException>(() =>
            AtomicFile.Write(
                Target,
                stream =>
                {
                    stream.Write(new byte[100]);
                    throw new IOException("No space left on device", code);
                }
            )
        );
        refused.Message.ShouldBe($"{Target}: the disk is full; free some space there or choose another disk");
        Directory.GetFileSystemEntries(_folder).ShouldBeEmpty();
    }

    [Fact]
    public void A_package_that_cannot_be_put_in_its_place_leaves_nothing_behind()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllText(Path.Combine(Target, "occupied"), "");
        var exception = Should.Throw<PackageException>(() => PackageFile.Write(Target, Samples.Package));
        exception.Part.ShouldBe("file");
        exception.Message.ShouldEndWith("file: is a folder; name a file");
        Directory.GetFileSystemEntries(_folder).ShouldBe([Target]);
        Should
            .Throw<PackageException>(() => PackageFile.Write(Path.Combine(_folder, "missing", "file"), Samples.Package))
            .Message.ShouldEndWith("does not exist; create it or choose another file");
        Directory.GetFileSystemEntries(_folder).ShouldBe([Target]);
    }

    [Fact]
    public void A_contradictory_package_is_never_written()
    {
        PackageFile.Write(Target, Samples.Package);
        var old = File.ReadAllBytes(Target);
        var network = Samples.With(Samples.Convolution, Samples.Convolution with { Groups = 2 });
        var exception = Should.Throw<PackageException>(() => PackageFile.Write(Target, Samples.Package with { Network = network }));
        exception.Message.ShouldBe(
            $"{Target}: network: layer 'conv1': kernels for 2 groups of 2 input channels; its input has 2; "
                + "this is an internal error of the program that made the package; nothing was written"
        );
        var vector = Samples.Package.GoldenVectors[0];
        Refused(Samples.Package with { GoldenVectors = [vector with { Input = vector.Input.RemoveAt(0) }] }).ShouldBe("golden.bin");
        Refused(Samples.Package with { GoldenVectors = [vector with { LayerCrcs = [] }] }).ShouldBe("golden.bin");
        Refused(Samples.Package with { GoldenVectors = [vector with { Logits = [1] }] }).ShouldBe("golden.bin");
        Refused(Samples.Package with { Report = Samples.Package.Report! with { Integer = double.NaN } }).ShouldBe("report.json");
        File.ReadAllBytes(Target).ShouldBe(old);
    }

    private string Refused(ModelPackage package) => Should.Throw<PackageException>(() => PackageFile.Write(Target, package)).Part;
}
