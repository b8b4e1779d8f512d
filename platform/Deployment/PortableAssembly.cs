using System.Collections.Immutable;
using Striate.Platform.Checking;
using Striate.Platform.Deployment.Reading;
using Striate.Platform.Deployment.Writing;

namespace Striate.Platform.Deployment;

/// <summary>What an assembly becomes in nanoFramework's format.</summary>
/// <param name="Bytes">The .pe; empty where the format cannot hold the assembly.</param>
/// <param name="Diagnostics">Why it cannot; empty otherwise.</param>
public sealed record PortableAssembly(ImmutableArray<byte> Bytes, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>The .pe.</summary>
    /// <param name="name">The assembly's, for the refusal.</param>
    /// <exception cref="PortableException">The format cannot hold the assembly.</exception>
    public ImmutableArray<byte> Required(string name) =>
        Diagnostics is [var first, ..] ? throw new PortableException($"assembly '{name}': {first}; {first.Remedy}") : Bytes;

    /// <summary>Writes a compiled assembly as a .pe, byte for byte as nanoFramework's metadata processor does.</summary>
    /// <param name="image">The assembly; a .pe stays what it is.</param>
    /// <param name="references">
    /// Assemblies that it refers to: enumerations among the arguments of attributes are written by them. Null for the platform's own.
    /// </param>
    /// <exception cref="BadImageFormatException">The image is truncated, altered or not an assembly.</exception>
    public static PortableAssembly Write(ImmutableArray<byte> image, IReadOnlyList<ImmutableArray<byte>>? references = null)
    {
        if (PortableFile.IsPortable(image.AsSpan()))
        {
            return new PortableAssembly([.. PortableFile.Read(image.AsMemory()).Bytes.Span], []);
        }

        try
        {
            var wrong = AssemblyChecker.CheckFormat(image);
            try
            {
                var bytes = PortableWriter.Write(image, references ?? [.. ReferenceAssemblies.All.Select(assembly => assembly.Image)]);
                return wrong.IsEmpty ? new PortableAssembly(bytes, []) : new PortableAssembly([], wrong);
            }
            catch (UnportableException unportable)
            {
                return new PortableAssembly([], [.. wrong.Add(unportable.Diagnostic).Distinct()]);
            }
        }
        catch (Exception damage) when (damage is not BadImageFormatException && DamagedImage.IsCause(damage))
        {
            throw new BadImageFormatException("the image cannot be read", damage);
        }
    }
}
