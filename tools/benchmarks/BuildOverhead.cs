using System.Globalization;
using System.Text.RegularExpressions;
using Striate.Platform;

namespace Striate.Benchmarks;

/// <summary>
/// What Striate.Build adds to a build of which nothing changed: milliseconds of its targets, as MSBuild's own summary tells them. A project
/// with two models is built once, then some times again; the generator does not start in those.
/// </summary>
internal static partial class BuildOverhead
{
    private const int Runs = 7;

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    // The programs that this repository's build made are beside each other.
    private static readonly string s_generator = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "Striate.Build", "release", "Striate.Build.dll")
    );

    /// <param name="arguments">The folder of the repository.</param>
    /// <returns>0; 1 where a build failed.</returns>
    public static int Run(string[] arguments)
    {
        var (root, folder) = (Path.GetFullPath(arguments[0]), Directory.CreateTempSubdirectory("striate-overhead-").FullName);
        try
        {
            Write(root, folder);
            if (Build(folder) is var first && first.ExitCode != 0)
            {
                Console.Error.WriteLine(first.Output);
                return 1;
            }

            var runs = Enumerable.Range(0, Runs).Select(_ => Milliseconds(Build(folder))).Order().ToArray();
            Console.WriteLine(
                FormattableString.Invariant(
                    $"two models, nothing changed, {Runs} builds: {runs[0]} to {runs[^1]} ms in the targets of Striate.Build, median {runs[Runs / 2]} ms"
                )
            );
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Milliseconds(CommandResult build) =>
        build.ExitCode == 0 && Targets().Matches(build.Output) is { Count: > 0 } targets
            ? targets.Sum(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"a build without changes failed, or tells no times: {build.Output}");

    private static CommandResult Build(string folder) =>
        ExternalCommand.Run(
            "dotnet",
            ["build", "-c", "Release", "-v:n", "-tl:off", "-clp:PerformanceSummary", "--disable-build-servers", "-m:1", "-nr:false"],
            s_limit,
            folder: folder
        );

    private static void Write(string root, string folder)
    {
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), "<Project />");
        File.WriteAllText(Path.Combine(folder, "Directory.Packages.props"), "<Project />");
        File.WriteAllText(
            Path.Combine(folder, "app.csproj"),
            $"""
            <Project>
              <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
              <Import Project="{root}/build/targets/Striate.Build.props" />
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <StriateGenerator>{s_generator}</StriateGenerator>
              </PropertyGroup>
              <ItemGroup>
                <StriateModel Include="{root}/examples/digits/digits.striate" Namespace="App.Digits" />
                <StriateModel Include="{root}/examples/motion/motion1d.striate" Namespace="App.Motion" />
              </ItemGroup>
              <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
              <Import Project="{root}/build/targets/Striate.Build.targets" />
            </Project>
            """
        );
    }

    [GeneratedRegex(@"^\s*(\d+) ms\s+Striate(?:Requests|Inputs|Generate|Emitted|Compile)\s", RegexOptions.Multiline)]
    private static partial Regex Targets();
}
