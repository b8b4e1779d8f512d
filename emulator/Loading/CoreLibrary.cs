using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Striate.Platform;

namespace Striate.Emulator.Loading;

/// <summary>The genuine core library, read once for all machines; each reads the types that it meets.</summary>
internal static class CoreLibrary
{
    private static readonly Lazy<PEReader> s_image = new(() => new PEReader(ReferenceAssemblies.Get(ReferenceAssemblies.CoreLibrary).Image));
    private static readonly Lazy<Dictionary<string, TypeDefinitionHandle>> s_types = new(ReadNames);

    public static PEReader Image => s_image.Value;

    /// <summary>Types by full name; those within others are reached through these.</summary>
    public static Dictionary<string, TypeDefinitionHandle> Types => s_types.Value;

    /// <summary>The types that have a static constructor: all that have static fields.</summary>
    public static IReadOnlyList<TypeDefinitionHandle> WithStaticConstructor { get; } = [.. Types.Values.Where(HasStaticConstructor)];

    /// <summary>Static fields, at most.</summary>
    public static int StaticFields { get; } = Reader.FieldDefinitions.Count(handle => Reader.GetFieldDefinition(handle).Attributes is var attributes
        && attributes.HasFlag(FieldAttributes.Static) && !attributes.HasFlag(FieldAttributes.Literal));

    private static MetadataReader Reader => Image.GetMetadataReader();

    /// <summary>The methods that the runtime itself implements: <c>Namespace.Type::Method(parameter types)</c>.</summary>
    public static IEnumerable<string> NativeMethods()
    {
        var library = new TypeSystem().CoreLibrary;
        return Reader.TypeDefinitions.Select(library.TypeOf).SelectMany(type => type.Methods).Where(method => method.IsNative).Select(method => method.ToString());
    }

    private static Dictionary<string, TypeDefinitionHandle> ReadNames()
    {
        var names = new Dictionary<string, TypeDefinitionHandle>(StringComparer.Ordinal);
        foreach (var handle in Reader.TypeDefinitions)
        {
            var type = Reader.GetTypeDefinition(handle);
            if (type.GetDeclaringType().IsNil)
            {
                names.Add(Reader.GetString(type.Namespace) is { Length: > 0 } space ? space + "." + Reader.GetString(type.Name) : Reader.GetString(type.Name), handle);
            }
        }

        return names;
    }

    private static bool HasStaticConstructor(TypeDefinitionHandle handle) =>
        Reader.GetTypeDefinition(handle).GetMethods().Any(method => Reader.StringComparer.Equals(Reader.GetMethodDefinition(method).Name, ".cctor"));
}
