using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Striate.Platform;

namespace Striate.Board.Toolchain;

/// <summary>How a part of the toolchain stands.</summary>
public enum Standing
{
    /// <summary>It is installed.</summary>
    Installed,

    /// <summary>NuGet fetches it when it is first needed.</summary>
    FetchedWhenNeeded,

    /// <summary>It is not installed and nothing here needs it unless the user wants what it is for.</summary>
    Optional,

    /// <summary>It is not installed, and without it no board is reached.</summary>
    Missing,
}

/// <summary>One part of the toolchain.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Standing">Whether it is there.</param>
/// <param name="Version">Its version; null where it is not there or does not say.</param>
/// <param name="Remedy">How to install it; null when there is nothing to do.</param>
public sealed record Part(string Name, string Purpose, Standing Standing, string? Version, string? Remedy);

/// <summary>Looks for what a board needs on this computer; installs and fetches nothing.</summary>
public static partial class Doctor
{
    private const int OldestDotnet = 8;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    /// <summary>Every part, those that are required first.</summary>
    public static ImmutableArray<Part> Examine() =>
        [
            Dotnet(),
            Nanoff(),
            Package(NanoFramework.SdkId, NanoFramework.SdkVersion, "builds the image"),
            .. NanoFramework.Packages.Select(package => Package(package.Id, package.Version, "library of the firmware")),
            Command(
                "nanoclr",
                "the real runtime on this computer, for 'striate verify --nanoclr'",
                Standing.Optional,
                "dotnet tool install -g nanoclr.any"
            ),
        ];

    /// <summary>The part that flashes boards.</summary>
    public static Part Nanoff() =>
        Command("nanoff", "flashes the runtime and the image", Standing.Missing, "dotnet tool install -g nanoff");

    /// <summary>Full path of a command that must be there.</summary>
    /// <exception cref="StriateException">It is not; the line says how to install it.</exception>
    public static string Required(string command, string remedy) =>
        ExternalCommand.Find(command)
        ?? throw new StriateException(
            ErrorKind.CheckFailed,
            $"'{command}' is not installed; {remedy}; 'striate board doctor' says what is there"
        );

    private static Part Dotnet()
    {
        var part = Command("dotnet", "runs the build", Standing.Missing, "install the .NET SDK from https://dotnet.microsoft.com/download");
        return part.Version is { } version && int.TryParse(version.Split('.')[0], out var major) && major < OldestDotnet
            ? part with
            {
                Standing = Standing.Missing,
                Remedy = $"version {OldestDotnet} or later is needed: https://dotnet.microsoft.com/download",
            }
            : part;
    }

    private static Part Command(string name, string purpose, Standing absent, string install)
    {
        if (ExternalCommand.Find(name) is not { } path)
        {
            return new Part(name, purpose, absent, null, install);
        }

        try
        {
            var run = ExternalCommand.Run(path, ["--version"], s_limit);
            var version = VersionNumber().Match(run.Output + run.Error);
            return new Part(name, purpose, Standing.Installed, version.Success ? version.Value : null, null);
        }
        catch (StriateException problem)
        {
            return new Part(name, purpose, absent, null, $"{problem.Message}; {install}");
        }
    }

    private static Part Package(string id, string version, string purpose) =>
        PackageFolders().Any(folder => Directory.Exists(Path.Combine(folder, id.ToLowerInvariant(), version)))
            ? new Part(id, purpose, Standing.Installed, version, null)
            : new Part(
                id,
                purpose,
                Standing.FetchedWhenNeeded,
                null,
                $"'striate board build' fetches version {version} from the NuGet sources"
            );

    private static IEnumerable<string> PackageFolders() =>
        new[]
        {
            Environment.GetEnvironmentVariable("NUGET_PACKAGES"),
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        }
            .OfType<string>()
            .Where(folder => folder.Length > 0);

    [GeneratedRegex(@"\d+\.\d+\.\d+(\.\d+)?(-[0-9A-Za-z.]+)?")]
    private static partial Regex VersionNumber();
}
