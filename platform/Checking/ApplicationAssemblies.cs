using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Striate.Platform.Checking;

/// <summary>
/// Which assemblies the runtime must load for an application: its own and the libraries that these refer to, directly or not.
/// </summary>
public static class ApplicationAssemblies
{
    private const string MotionBus = "System.Device.I2c";

    private static readonly Lazy<Dictionary<string, List<string>>> s_libraries = new(() =>
        ReferenceAssemblies.All.ToDictionary(library => library.Name, library => Read(library.Image).References, StringComparer.Ordinal)
    );

    /// <summary>How many there are.</summary>
    /// <param name="names">Names of the application's own assemblies.</param>
    /// <param name="references">What these refer to.</param>
    public static int Count(IEnumerable<string> names, IEnumerable<string> references)
    {
        var known = new HashSet<string>(names, StringComparer.Ordinal);
        var wanted = new Queue<string>(references);

        // It refers to nothing; for it alone, which is usual, the other libraries need not be read.
        known.Add(ReferenceAssemblies.CoreLibrary);
        while (wanted.TryDequeue(out var name))
        {
            if (known.Add(name) && s_libraries.Value.TryGetValue(name, out var further))
            {
                further.ForEach(wanted.Enqueue);
            }
        }

        return known.Count;
    }

    /// <summary>
    /// How many there are of a network with its trace, the firmware and all libraries that these use; that of a motion sensor comes only
    /// where there is one.
    /// </summary>
    /// <param name="network">Assemblies of the network.</param>
    public static int WithFirmware(int network) => network + 2 + ReferenceAssemblies.All.Count(library => library.Name != MotionBus);

    /// <summary>Too many of them, as a diagnostic; null where the runtime loads them all.</summary>
    /// <param name="images">The application's own assemblies, the one that is loaded last at the end.</param>
    /// <exception cref="BadImageFormatException">One is truncated, altered or not an assembly.</exception>
    public static Diagnostic? Excess(IEnumerable<ImmutableArray<byte>> images)
    {
        var read = images.Select(Read).ToList();
        var count = Count(read.Select(assembly => assembly.Name), read.SelectMany(assembly => assembly.References));
        return count > Limits.ImageAssemblies.Works
            ? Diagnostic.Exceeds(Limits.ImageAssemblies, Location.Assembly(read[^1].Name), count)
            : null;
    }

    private static (string Name, List<string> References) Read(ImmutableArray<byte> image)
    {
        using var file = new PEReader(image);
        var reader = file.HasMetadata ? file.GetMetadataReader() : throw new BadImageFormatException("the image holds no assembly");
        return (
            reader.GetString(reader.GetAssemblyDefinition().Name),
            [.. reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))]
        );
    }
}
