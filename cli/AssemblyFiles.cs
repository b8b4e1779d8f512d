using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Striate.Emulator;
using Striate.Model.Packaging;
using Striate.Platform;
using Striate.Platform.Deployment;
using Striate.Platform.Deployment.Reading;

namespace Striate.Cli;

/// <summary>Compiled assemblies from files; what is wrong with one is said with its name.</summary>
internal static class AssemblyFiles
{
    // The largest flash of a board.
    private const long LargestBytes = 16 << 20;

    /// <summary>Every assembly of the files; an image stands for those in it that are not nanoFramework's libraries.</summary>
    /// <exception cref="StriateException">Two have one name, by which a board finds them; or an image is damaged.</exception>
    public static AssemblyFile[] Read(IReadOnlyCollection<string> paths)
    {
        AssemblyFile[] all = [.. paths.SelectMany(AssembliesOf)];
        if (all.GroupBy(file => file.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } assemblies)
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"{string.Join(" and ", assemblies.Select(file => $"'{file.Path}'"))} have one name, '{assemblies.Key}'; a board loads one assembly of a name: leave the others out"
            );
        }

        return all;
    }

    /// <summary>The bytes of one.</summary>
    /// <exception cref="StriateException">It is larger than any assembly that a board could hold.</exception>
    public static ImmutableArray<byte> Read(string path) =>
        new FileInfo(path) is { Exists: true, Length: > LargestBytes } file
            ? throw new StriateException(
                ErrorKind.BadFile,
                $"'{path}': {file.Length:N0} bytes; no assembly of a board has more than {LargestBytes:N0}: name another file"
            )
            : ImmutableCollectionsMarshal.AsImmutableArray(FileException.Reading(path, File.ReadAllBytes));

    /// <summary>Loads assemblies into a machine.</summary>
    /// <exception cref="StriateException">One of them is damaged, or nanoFramework would not load it.</exception>
    public static Machine Load(IReadOnlyList<AssemblyFile> files, MachineOptions? options = null)
    {
        try
        {
            return Machine.Load(files.Select(file => file.Image.AsMemory()), options);
        }
        catch (EmulatorException refusal) when (refusal.Assembly is { } number)
        {
            var isDamage = refusal.Number is DiagnosticNumbers.NotAnAssembly or DiagnosticNumbers.InvalidCode;
            throw new StriateException(
                isDamage ? ErrorKind.BadFile : ErrorKind.CheckFailed,
                $"'{files[number].Path}': {refusal.Message}{(isDamage ? "; compile it again" : "")}"
            );
        }
    }

    private static IEnumerable<AssemblyFile> AssembliesOf(string path)
    {
        var bytes = Read(path);
        if (!PortableFile.IsPortable(bytes.AsSpan()))
        {
            return [new AssemblyFile(path, Path.GetFileNameWithoutExtension(path), bytes)];
        }

        // One .pe is an image of one assembly.
        return ImageOf(path, bytes) switch
        {
            { Assemblies.Length: 1 } single => [new AssemblyFile(path, single.Assemblies[0].Name, bytes)],
            var image => image.Application.Select(assembly => new AssemblyFile(path, assembly.Name, [.. assembly.Bytes.Span])),
        };
    }

    /// <summary>An image with an application.</summary>
    /// <exception cref="StriateException">It is damaged, or holds no application.</exception>
    public static DeploymentImage ReadImage(string path) => ImageOf(path, Read(path));

    private static DeploymentImage ImageOf(string path, ImmutableArray<byte> bytes) =>
        Measure(path, bytes, image => DeploymentImage.Read(image.AsMemory())) is var image
        && (image.Assemblies.Length == 1 || !image.Application.IsEmpty)
            ? image
            : throw new StriateException(
                ErrorKind.BadFile,
                $"'{path}' holds nanoFramework's libraries alone; name an image with an application"
            );

    /// <summary>A figure of an assembly, from its metadata.</summary>
    /// <exception cref="StriateException">The assembly is damaged.</exception>
    public static T Measure<T>(string path, ImmutableArray<byte> image, Func<ImmutableArray<byte>, T> figure)
    {
        try
        {
            return figure(image);
        }
        catch (Exception damage) when (DamagedImage.IsCause(damage))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"'{path}': {DiagnosticNumbers.NotAnAssembly} not a .NET assembly or .pe, or a damaged one: {damage.Message}; compile it again"
            );
        }
    }
}

/// <summary>An assembly of a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Name">The assembly's name: that of the file, or what a .pe says.</param>
/// <param name="Image">Its bytes: an assembly of .NET or a .pe.</param>
internal sealed record AssemblyFile(string Path, string Name, ImmutableArray<byte> Image);
