using System.Collections.Immutable;

namespace Striate.Platform;

/// <summary>
/// The libraries that generated code and firmware are compiled against: the core library itself, of
/// nanoFramework.CoreLibrary, and declarations of the others with the names, versions and public key of the packages of
/// nanoFramework 1.x, and nothing that they do not have.
/// </summary>
public static class ReferenceAssemblies
{
    /// <summary>The library with System.Object: the genuine one, whose IL the emulator runs.</summary>
    public const string CoreLibrary = "mscorlib";

    private const string Prefix = "Reference.";
    private const string Suffix = ".dll";

    private static readonly Lazy<ReferenceAssembly> s_coreLibrary = new(() =>
        new ReferenceAssembly(CoreLibrary, Read(Prefix + CoreLibrary + Suffix))
    );
    private static readonly Lazy<ImmutableArray<ReferenceAssembly>> s_all = new(ReadAll);

    /// <summary>All of them, by name in ordinal order.</summary>
    public static ImmutableArray<ReferenceAssembly> All => s_all.Value;

    /// <summary>The library with a name; the core library without reading the others, for the start of the emulator.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public static ReferenceAssembly Get(string name) =>
        name == CoreLibrary
            ? s_coreLibrary.Value
            : All.FirstOrDefault(assembly => assembly.Name == name)
                ?? throw new KeyNotFoundException(
                    $"there is no reference assembly '{name}'; known: {string.Join(", ", All.Select(assembly => assembly.Name))}"
                );

    private static ImmutableArray<ReferenceAssembly> ReadAll()
    {
        var names = typeof(ReferenceAssemblies)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        return
        [
            .. names.Select(name =>
                name == Prefix + CoreLibrary + Suffix
                    ? s_coreLibrary.Value
                    : new ReferenceAssembly(name[Prefix.Length..^Suffix.Length], Read(name))
            ),
        ];
    }

    private static ImmutableArray<byte> Read(string resource)
    {
        using var stream = typeof(ReferenceAssemblies).Assembly.GetManifestResourceStream(resource)!;
        var image = new byte[stream.Length];
        stream.ReadExactly(image);
        return ImmutableArray.Create(image);
    }
}
