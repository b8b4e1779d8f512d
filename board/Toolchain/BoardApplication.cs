using System.Collections.Immutable;
using Striate.Board.Links;
using Striate.Codegen;

namespace Striate.Board.Toolchain;

/// <summary>
/// The nanoFramework application of a network as files: the firmware's own, the generated code in a folder per assembly, a
/// project for each of them. It needs nothing around it but nanoFramework's SDK, or Visual Studio with its extension.
/// </summary>
public static class BoardApplication
{
    /// <summary>Name of the firmware's project and assembly.</summary>
    public const string Name = EmulatedFirmware.Name;

    private const string Generated = "generated";

    /// <summary>The files of an application whose image is all that is wanted.</summary>
    public static ImmutableSortedDictionary<string, string> Empty { get; } =
        ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal).Add(".gitignore", ImageBuild.Mark + "\n*\n");

    /// <summary>The files, by their path in the application's folder.</summary>
    /// <param name="code">The network's code with the files that tie the firmware to it.</param>
    /// <param name="settings">Where inputs come from.</param>
    public static ImmutableSortedDictionary<string, string> Files(GeneratedCode code, FirmwareSettings settings)
    {
        // Everything here is written anew by each build.
        var files = Empty.ToBuilder();
        foreach (var name in FirmwareFiles.Names)
        {
            files[name] = FirmwareFiles.Text(name);
        }

        foreach (var (name, text) in settings.Source == FirmwareSource.I2cImu ? FirmwareFiles.Motion : [])
        {
            files[name] = text;
        }

        foreach (var file in code.Files)
        {
            files[$"{Generated}/{file.Assembly}/{file.Name}"] = file.Text;
        }

        var assemblies = AssembliesOf(code);
        for (var index = 0; index < assemblies.Length; index++)
        {
            var (name, projects) = (assemblies[index], new NetworkProjects(assemblies[index], assemblies[..index]));
            files[$"{Generated}/{name}/{name}.csproj"] = projects.Sdk;
            files[$"{Generated}/{name}/{name}.nfproj"] = projects.Classic;
            files[$"{Generated}/{name}/packages.config"] = NetworkProjects.Packages;
        }

        files[Solution.FileName] = Solution.Text([
            .. assemblies.Select(name => (name, $"{Generated}\\{name}\\{name}.nfproj")),
            (Name, Name + ".nfproj"),
        ]);
        return files.ToImmutable();
    }

    /// <summary>The network's assemblies in the order in which they refer to each other; the trace, which knows all, is last.</summary>
    private static ImmutableArray<string> AssembliesOf(GeneratedCode code) => [.. code.Assemblies, code.TraceAssembly];
}
