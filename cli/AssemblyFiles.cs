using System.Collections.Immutable;
using Striate.Emulator;
using Striate.Model.Packaging;
using Striate.Platform;

namespace Striate.Cli;

/// <summary>Compiled assemblies from files; what is wrong with one is said with its name.</summary>
internal static class AssemblyFiles
{
    /// <summary>The bytes of each.</summary>
    /// <exception cref="CliException">Two have one name, by which a board finds them.</exception>
    public static ImmutableArray<byte>[] Read(IReadOnlyCollection<string> paths)
    {
        if (paths.GroupBy(path => Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } assemblies)
        {
            throw new CliException(
                ExitCode.Usage,
                $"{string.Join(" and ", assemblies.Select(path => $"'{path}'"))} have one name, '{assemblies.Key}'; a board loads one assembly of a name: leave the others out");
        }

        return [.. paths.Select(path => ImmutableArray.Create(FileException.Reading(path, File.ReadAllBytes)))];
    }

    /// <summary>Loads assemblies into a machine.</summary>
    /// <exception cref="CliException">One of them is damaged, or nanoFramework would not load it.</exception>
    public static Machine Load(IReadOnlyList<string> paths, IReadOnlyList<ImmutableArray<byte>> images, MachineOptions? options = null)
    {
        try
        {
            return Machine.Load(images.Select(image => image.AsMemory()), options);
        }
        catch (EmulatorException refusal) when (refusal.Assembly is { } number)
        {
            var isDamage = refusal.Number is EmulatorDiagnostics.NotAnAssembly or EmulatorDiagnostics.InvalidCode;
            throw new CliException(
                isDamage ? ExitCode.BadInput : ExitCode.CheckFailed,
                $"'{paths[number]}': {refusal.Message}{(isDamage ? "; compile it again" : "")}");
        }
    }

    /// <summary>A figure of an assembly, from its metadata.</summary>
    /// <exception cref="CliException">The assembly is damaged.</exception>
    public static T Measure<T>(string path, ImmutableArray<byte> image, Func<ImmutableArray<byte>, T> figure)
    {
        try
        {
            return figure(image);
        }
        catch (Exception damage) when (DamagedImage.IsCause(damage))
        {
            throw new CliException(
                ExitCode.BadInput, $"'{path}': {EmulatorDiagnostics.NotAnAssembly} not a .NET assembly, or a damaged one: {damage.Message}; compile it again");
        }
    }
}
