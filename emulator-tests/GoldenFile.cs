using System.Runtime.CompilerServices;

namespace Striate.EmulatorTests;

/// <summary>
/// Expected text in <c>emulator-tests/golden</c>. <c>STRIATE_UPDATE_GOLDEN=1 dotnet test emulator-tests</c> writes what is
/// generated now; the difference is then for review in version control.
/// </summary>
internal static class GoldenFile
{
    private static bool IsUpdating => Environment.GetEnvironmentVariable("STRIATE_UPDATE_GOLDEN") == "1";

    /// <summary>Compares a file, or writes it.</summary>
    public static void Check(string name, string actual)
    {
        var path = Path.Combine(Folder(), name);
        if (IsUpdating)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        File.Exists(path).ShouldBeTrue($"golden/{name} is missing; STRIATE_UPDATE_GOLDEN=1 dotnet test emulator-tests writes it");
        actual.ShouldBe(File.ReadAllText(path).ReplaceLineEndings("\n"), $"golden/{name}");
    }

    /// <summary>Compares the files of a folder, of which there may be no others; or writes them.</summary>
    public static void CheckFolder(string name, IReadOnlyDictionary<string, string> actual)
    {
        var folder = Path.Combine(Folder(), name);
        var present = Directory.Exists(folder)
            ? Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            : [];
        var extra = present.Where(path => !actual.ContainsKey(path)).ToArray();
        if (IsUpdating)
        {
            Array.ForEach(extra, path => File.Delete(Path.Combine(folder, path)));
        }
        else
        {
            extra.ShouldBeEmpty($"golden/{name}");
        }

        foreach (var (path, text) in actual)
        {
            Check($"{name}/{path}", text);
        }
    }

    private static string Folder([CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "golden");
}
