using System.Collections.Immutable;
using System.Text.Json;
using Striate.Codegen.Compilation;
using Striate.Platform;

namespace Striate.Cli;

/// <summary>How long the emulator takes to load assemblies when nothing of it has run before: in processes of their own.</summary>
internal static class FreshStart
{
    /// <summary>Processes that are started, one after the other.</summary>
    public const int Starts = 5;

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    /// <summary>The smallest program.</summary>
    public static CompiledAssembly Hello() =>
        CSharpCompiler
            .Compile(
                "Hello",
                [
                    new SourceText(
                        "Hello.cs",
                        "public static class P { public static void Main() { System.Console.WriteLine(\"hello\"); } }"
                    ),
                ],
                [],
                executable: true
            )
            .Required();

    /// <summary>Milliseconds of the fastest start: other programs only add to them.</summary>
    /// <exception cref="StriateException">The tool cannot be started, or does not load them.</exception>
    public static double Milliseconds(ImmutableArray<CompiledAssembly> assemblies, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("striate-start-").FullName;
        try
        {
            var paths = assemblies.Select(assembly => Path.Combine(folder, assembly.Name + ".dll")).ToArray();
            foreach (var (path, assembly) in paths.Zip(assemblies))
            {
                File.WriteAllBytes(path, assembly.Image.AsSpan());
            }

            return Enumerable.Range(0, Starts).Min(_ => Once(paths, cancellation));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Once(string[] paths, CancellationToken cancellation)
    {
        var (program, tool) = Tool();
        var result = ExternalCommand.Run(program, [.. tool, "emulator", "load", .. paths, "--json"], s_limit, cancellation: cancellation);
        if (result.ExitCode != 0)
        {
            throw new StriateException(ErrorKind.CheckFailed, $"'{program} emulator load' ended with {result.ExitCode}: {result.Reason}");
        }

        using var json = JsonDocument.Parse(result.Output);
        return json.RootElement.GetProperty("milliseconds").GetDouble();
    }

    // The program that runs is the tool's own executable, or dotnet, or a test that hosts the tool.
    private static (string Program, string[] Arguments) Tool()
    {
        var program = Environment.ProcessPath ?? "";
        return Path.GetFileNameWithoutExtension(program) switch
        {
            "striate" => (program, []),
            "dotnet" => (program, [typeof(FreshStart).Assembly.Location]),
            _ => ("dotnet", [typeof(FreshStart).Assembly.Location]),
        };
    }
}
