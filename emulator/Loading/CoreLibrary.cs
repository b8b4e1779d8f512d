using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Striate.Platform;

namespace Striate.Emulator.Loading;

/// <summary>
/// The genuine core library, read once for all machines; each reads the types that it meets. Rows are numbers, and sequences of
/// handles are walked without LINQ: what is generic over a handle is compiled at every start of the tool.
/// </summary>
internal static class CoreLibrary
{
    private static readonly Lazy<PEReader> s_image = new(() =>
        new PEReader(ReferenceAssemblies.Get(ReferenceAssemblies.CoreLibrary).Image)
    );
    private static readonly Lazy<Dictionary<string, int>> s_rows = new(ReadNames);

    public static PEReader Image => s_image.Value;

    /// <summary>The types that have a static constructor: all that have static fields.</summary>
    public static TypeDefinitionHandle[] WithStaticConstructor { get; } = TypesWithStaticConstructor();

    /// <summary>Static fields, at most.</summary>
    public static int StaticFields { get; } = CountStaticFields();

    private static MetadataReader Reader => Image.GetMetadataReader();

    /// <summary>The type of a full name; types within others are reached through these.</summary>
    public static bool TryGetType(string fullName, out TypeDefinitionHandle type)
    {
        var isThere = s_rows.Value.TryGetValue(fullName, out var row);
        type = isThere ? MetadataTokens.TypeDefinitionHandle(row) : default;
        return isThere;
    }

    /// <summary>The methods that the runtime itself implements: <c>Namespace.Type::Method(parameter types)</c>.</summary>
    public static IEnumerable<string> NativeMethods()
    {
        var library = new TypeSystem().CoreLibrary;
        return Reader
            .TypeDefinitions.Select(library.TypeOf)
            .SelectMany(type => type.Methods)
            .Where(method => method.IsNative)
            .Select(method => method.ToString());
    }

    private static Dictionary<string, int> ReadNames()
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var handle in Reader.TypeDefinitions)
        {
            var type = Reader.GetTypeDefinition(handle);
            if (type.GetDeclaringType().IsNil)
            {
                names.Add(
                    Reader.GetString(type.Namespace) is { Length: > 0 } space
                        ? space + "." + Reader.GetString(type.Name)
                        : Reader.GetString(type.Name),
                    MetadataTokens.GetRowNumber(handle)
                );
            }
        }

        return names;
    }

    private static TypeDefinitionHandle[] TypesWithStaticConstructor()
    {
        var rows = new List<int>();
        foreach (var row in s_rows.Value.Values)
        {
            if (HasStaticConstructor(row))
            {
                rows.Add(row);
            }
        }

        var types = new TypeDefinitionHandle[rows.Count];
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = MetadataTokens.TypeDefinitionHandle(rows[i]);
        }

        return types;
    }

    private static bool HasStaticConstructor(int row)
    {
        foreach (var method in Reader.GetTypeDefinition(MetadataTokens.TypeDefinitionHandle(row)).GetMethods())
        {
            if (Reader.StringComparer.Equals(Reader.GetMethodDefinition(method).Name, ".cctor"))
            {
                return true;
            }
        }

        return false;
    }

    private static int CountStaticFields()
    {
        var count = 0;
        foreach (var field in Reader.FieldDefinitions)
        {
            var attributes = Reader.GetFieldDefinition(field).Attributes;
            count += (attributes & (FieldAttributes.Static | FieldAttributes.Literal)) == FieldAttributes.Static ? 1 : 0;
        }

        return count;
    }
}
