using System.Collections.Immutable;
using Striate.Platform.Deployment.Reading;

namespace Striate.Platform.Deployment;

/// <summary>What is flashed: .pe files one behind the other, each after those that it refers to.</summary>
/// <param name="Assemblies">In loading order; the application's own assembly is last.</param>
public sealed record DeploymentImage(ImmutableArray<PortableFile> Assemblies)
{
    /// <summary>The application's own assemblies, without nanoFramework's libraries, which the emulator has itself.</summary>
    public ImmutableArray<PortableFile> Application =>
        [.. Assemblies.Where(assembly => ReferenceAssemblies.All.All(library => library.Name != assembly.Name))];

    /// <summary>The bytes of the image. Files of whole words begin at whole words.</summary>
    public byte[] ToArray() => [.. Assemblies.SelectMany(assembly => assembly.Bytes.ToArray())];

    /// <summary>Puts an application together with the libraries that it needs.</summary>
    /// <param name="application">The application's own assemblies; the one with Main is last.</param>
    /// <param name="library">Finds the library that a reference names.</param>
    /// <exception cref="StriateException">A library has another version than is needed, or native methods that the firmware does not
    /// have.</exception>
    public static DeploymentImage Of(IReadOnlyList<PortableFile> application, Func<PortableReference, PortableFile> library)
    {
        var own = application.ToDictionary(assembly => assembly.Name);
        var placed = new Dictionary<string, PortableFile>();
        var order = ImmutableArray.CreateBuilder<PortableFile>();
        void Place(PortableFile assembly)
        {
            // In the table before its references are followed: a circle ends here.
            if (!placed.TryAdd(assembly.Name, assembly))
            {
                return;
            }

            foreach (var reference in assembly.References)
            {
                Place(placed.GetValueOrDefault(reference.Name) ?? own.GetValueOrDefault(reference.Name) ?? library(reference));
                CheckVersion(assembly, reference, placed[reference.Name]);
            }

            if (NativeAssemblies.Problem(assembly.Name, assembly.NativeChecksum) is { } problem)
            {
                throw new StriateException(ErrorKind.CheckFailed, problem);
            }

            order.Add(assembly);
        }

        foreach (var assembly in application)
        {
            Place(assembly);
        }

        return new DeploymentImage(order.ToImmutable());
    }

    /// <summary>Reads an image.</summary>
    /// <exception cref="BadImageFormatException">Something in it is no .pe, or one that was truncated or altered.</exception>
    public static DeploymentImage Read(ReadOnlyMemory<byte> bytes)
    {
        var assemblies = ImmutableArray.CreateBuilder<PortableFile>();
        for (var at = 0; at < bytes.Length || at == 0; at += assemblies[^1].Bytes.Length)
        {
            assemblies.Add(PortableFile.Read(bytes[at..]));
        }

        return new DeploymentImage(assemblies.ToImmutable());
    }

    // As the runtime compares them: by the first two numbers (nf-interpreter, TypeSystem.cpp, FindAssembly).
    private static void CheckVersion(PortableFile assembly, PortableReference reference, PortableFile found)
    {
        if (found.Version.Major != reference.Version.Major || found.Version.Minor != reference.Version.Minor)
        {
            throw new StriateException(
                ErrorKind.CheckFailed,
                $"{assembly.Name} needs {reference.Name} {reference.Version}, and {found.Version} is there; take the package of that version"
            );
        }
    }
}
