using Striate.Cli.Presentation;
using Striate.Platform;
using Striate.Trainer.Native;

namespace Striate.Cli;

/// <summary>Fetches libtorch when the first training needs it: the tool's package is without it.</summary>
internal static class Libtorch
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(30);

    // Nothing but the one package; where NuGet has put it is printed.
    private static string Project =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageDownload Include="{LibtorchPackage.Id}" Version="[{LibtorchPackage.Version}]" />
              </ItemGroup>
            </Project>
            """;

    /// <summary>Has NuGet restore it, from the sources that the user has configured, unless it is here.</summary>
    /// <exception cref="StriateException">It cannot be had; the line says why and what to do.</exception>
    public static void Require(Screen screen, CancellationToken cancellation)
    {
        if (LibtorchPackage.Find() is null)
        {
            screen.Run(
                "libtorch",
                1,
                bar =>
                {
                    bar.Report((1, $"fetching {LibtorchPackage.Id} {LibtorchPackage.Version} with NuGet, about 130 MB, once"));
                    LibtorchPackage.LookIn(Fetch(cancellation));
                    return true;
                }
            );
        }

        if (LibtorchPackage.Find() is null)
        {
            throw new StriateException(ErrorKind.BadFile, LibtorchPackage.Missing("NuGet restored it and it is not there"));
        }
    }

    private static string Fetch(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("striate-libtorch-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "libtorch.csproj"), Project);
            // What NuGet's folder is called is known to a build once the restore has written it down.
            Dotnet(["restore", "libtorch.csproj"]);
            return Dotnet(["msbuild", "libtorch.csproj", "-nologo", "-getProperty:NuGetPackageRoot"]).Output.Trim();
        }
        catch (StriateException problem)
        {
            throw new StriateException(ErrorKind.BadFile, LibtorchPackage.Missing(problem.Message));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        CommandResult Dotnet(string[] arguments)
        {
            var dotnet =
                Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
                ?? ExternalCommand.Find("dotnet")
                ?? throw new StriateException(ErrorKind.CheckFailed, "there is no 'dotnet' on the PATH to fetch it with");
            var run = ExternalCommand.Run(dotnet, arguments, s_limit, folder.FullName, cancellation);
            return run.ExitCode == 0
                ? run
                : throw new StriateException(ErrorKind.CheckFailed, $"'dotnet {arguments[0]}' could not fetch it: {run.Reason}");
        }
    }
}
