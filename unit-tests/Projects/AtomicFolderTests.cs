using Striate.Projects;

namespace Striate.UnitTests.Projects;

public sealed class AtomicFolderTests : IDisposable
{
    private readonly string _around = Directory.CreateTempSubdirectory("striate-").FullName;

    private string Folder => Path.Combine(_around, "generated");

    public void Dispose() => Directory.Delete(_around, recursive: true);

    [Fact]
    public void Everything_changes_at_once_and_the_rest_stays()
    {
        AtomicFolder.Replace(Folder, copy => Write(copy, "a", "1"));
        Write(Folder, "sub/mine", "kept");
        File.CreateSymbolicLink(Path.Combine(Folder, "link"), "..");
        AtomicFolder.Replace(
            Folder,
            copy =>
            {
                Write(copy, "a", "2");
                Write(copy, "b", "2");
                File.ReadAllText(Path.Combine(Folder, "a")).ShouldBe("1");
                File.Exists(Path.Combine(Folder, "b")).ShouldBeFalse();
            }
        );
        File.ReadAllText(Path.Combine(Folder, "a")).ShouldBe("2");
        File.ReadAllText(Path.Combine(Folder, "sub", "mine")).ShouldBe("kept");
        new FileInfo(Path.Combine(Folder, "link")).LinkTarget.ShouldBe("..");
        Directory.GetFileSystemEntries(_around).ShouldBe([Folder]);
    }

    [Fact]
    public void A_failure_leaves_the_folder_as_it_was_and_nothing_else()
    {
        AtomicFolder.Replace(Folder, copy => Write(copy, "a", "1"));
        Should.Throw<InvalidOperationException>(() =>
            AtomicFolder.Replace(
                Folder,
                copy =>
                {
                    Write(copy, "a", "2");
                    throw new InvalidOperationException();
                }
            )
        );
        File.ReadAllText(Path.Combine(Folder, "a")).ShouldBe("1");
        Directory.GetFileSystemEntries(_around).ShouldBe([Folder]);
    }

    [Fact]
    public void There_is_no_moment_without_the_folder()
    {
        AtomicFolder.Replace(Folder, copy => Write(copy, "a", "0"));
        using var done = new CancellationTokenSource();
        var missing = 0;
        var watcher = new Thread(() =>
        {
            while (!done.IsCancellationRequested)
            {
                missing += OperatingSystem.IsLinux() && !File.Exists(Path.Combine(Folder, "a")) ? 1 : 0;
            }
        });
        watcher.Start();
        for (var round = 1; round <= 50; round++)
        {
            AtomicFolder.Replace(Folder, copy => Write(copy, "a", "1"));
        }

        done.Cancel();
        watcher.Join();
        missing.ShouldBe(0);
    }

    private static void Write(string folder, string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
        File.WriteAllText(Path.Combine(folder, name), text);
    }
}
