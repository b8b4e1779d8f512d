using System.Reflection;

namespace Striate.Trainer.Native;

/// <summary>
/// libtorch, half a gigabyte that no program carries along: it is loaded from beside the program, or from where NuGet keeps
/// its packages.
/// </summary>
public static class LibtorchPackage
{
    private static string? s_packages;

    /// <summary>The package of this operating system.</summary>
    public static string Id { get; } =
        OperatingSystem.IsWindows() ? "libtorch-cpu-win-x64"
        : OperatingSystem.IsMacOS() ? "libtorch-cpu-osx-arm64"
        : "libtorch-cpu-linux-x64";

    /// <summary>The one version that TorchSharp is made for.</summary>
    public static string Version { get; } =
        typeof(LibtorchPackage)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "LibtorchVersion")
            .Value!;

    /// <summary>The library that loads the others of its folder.</summary>
    public static string LibraryFile { get; } =
        OperatingSystem.IsWindows() ? "torch.dll"
        : OperatingSystem.IsMacOS() ? "libtorch.dylib"
        : "libtorch.so";

    private static string Runtime => Id["libtorch-cpu-".Length..];

    /// <summary>The library, or null when it is not on this computer.</summary>
    public static string? Find() => Folders().Select(folder => Path.Combine(folder, LibraryFile)).FirstOrDefault(File.Exists);

    /// <summary>Looks in one more of NuGet's folders of packages from now on.</summary>
    public static void LookIn(string packages) => s_packages = packages;

    /// <summary>The line for a computer that does not have it.</summary>
    public static string Missing(string reason) =>
        $"training needs {Id} {Version}, and {reason}; it is fetched with NuGet: check the sources that 'dotnet nuget list source' lists, then run again";

    private static IEnumerable<string> Folders()
    {
        yield return AppContext.BaseDirectory;
        yield return Path.Combine(AppContext.BaseDirectory, "runtimes", Runtime, "native");
        string?[] roots =
        [
            s_packages,
            Environment.GetEnvironmentVariable("NUGET_PACKAGES"),
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        ];
        foreach (var root in roots.Where(root => !string.IsNullOrEmpty(root)))
        {
            yield return Path.Combine(root!, Id, Version, "runtimes", Runtime, "native");
        }
    }
}
