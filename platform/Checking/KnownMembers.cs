using System.Collections.Frozen;
using System.Reflection.Metadata;

namespace Striate.Platform.Checking;

/// <summary>What can be referred to: the platform's libraries and the assemblies of the application.</summary>
internal sealed class KnownMembers
{
    private static readonly Lazy<FrozenDictionary<string, AssemblyMembers>> s_platform = new(() =>
        ReferenceAssemblies.All.ToFrozenDictionary(assembly => assembly.Name, ReadPlatform)
    );

    private readonly Dictionary<string, AssemblyMembers> _application;

    private KnownMembers(Dictionary<string, AssemblyMembers> application) => _application = application;

    public static KnownMembers Of(IEnumerable<CheckedAssembly> application)
    {
        var members = new Dictionary<string, AssemblyMembers>();
        foreach (var assembly in application)
        {
            members[assembly.Name] = assembly.Members;
        }

        return new KnownMembers(members);
    }

    public bool HasAssembly(string name) => Find(name) is not null;

    public TypeMembers? FindType(string assembly, string type) => Find(assembly)?.Types.GetValueOrDefault(type);

    /// <summary>True if the type or one of its base types has the member.</summary>
    public bool HasMember(TypeMembers type, string member)
    {
        for (var at = type; at is not null; at = at.Base is { } parent ? FindType(parent.Assembly, parent.Type) : null)
        {
            if (at.Members.Contains(member))
            {
                return true;
            }
        }

        return false;
    }

    private AssemblyMembers? Find(string assembly) =>
        _application.TryGetValue(assembly, out var members) || s_platform.Value.TryGetValue(assembly, out members) ? members : null;

    private static AssemblyMembers ReadPlatform(ReferenceAssembly assembly)
    {
        using var file = new System.Reflection.PortableExecutable.PEReader(assembly.Image);
        return AssemblyMembers.Of(file.GetMetadataReader());
    }
}

/// <summary>The types of an assembly by full name.</summary>
internal sealed record AssemblyMembers(FrozenDictionary<string, TypeMembers> Types)
{
    private const string ExcludeType = "System.Runtime.CompilerServices.ExcludeTypeAttribute";

    public static AssemblyMembers Of(MetadataReader reader)
    {
        var assembly = reader.GetString(reader.GetAssemblyDefinition().Name);
        return new AssemblyMembers(
            reader.TypeDefinitions.ToFrozenDictionary(
                handle => CheckedSignatures.NameOf(reader, handle),
                handle => Read(reader, reader.GetTypeDefinition(handle), assembly)
            )
        );
    }

    private static TypeMembers Read(MetadataReader reader, TypeDefinition type, string assembly)
    {
        var fields = type.GetFields()
            .Select(reader.GetFieldDefinition)
            .Select(field => MemberNames.Field(reader.GetString(field.Name), field.DecodeSignature(CheckedSignatures.Instance, null)));
        var methods = type.GetMethods()
            .Select(reader.GetMethodDefinition)
            .Select(method => MemberNames.Method(reader.GetString(method.Name), method.DecodeSignature(CheckedSignatures.Instance, null)));
        return new TypeMembers(fields.Concat(methods).ToFrozenSet(), BaseOf(reader, type, assembly), IsExcluded(reader, type));
    }

    private static (string Assembly, string Type)? BaseOf(MetadataReader reader, TypeDefinition type, string assembly) =>
        type.BaseType switch
        {
            { IsNil: true } => null,
            { Kind: HandleKind.TypeDefinition } parent => (assembly, CheckedSignatures.NameOf(reader, (TypeDefinitionHandle)parent)),
            { Kind: HandleKind.TypeReference } parent => (
                MemberNames.AssemblyOf(reader, (TypeReferenceHandle)parent) ?? assembly,
                CheckedSignatures.NameOf(reader, (TypeReferenceHandle)parent)
            ),
            _ => null,
        };

    // The metadata processor leaves these types out of the device's library.
    private static bool IsExcluded(MetadataReader reader, TypeDefinition type) =>
        type.GetCustomAttributes().Select(reader.GetCustomAttribute).Any(attribute => NameOf(reader, attribute.Constructor) == ExcludeType);

    private static string? NameOf(MetadataReader reader, EntityHandle constructor) =>
        constructor.Kind switch
        {
            HandleKind.MethodDefinition => CheckedSignatures.NameOf(
                reader,
                reader.GetMethodDefinition((MethodDefinitionHandle)constructor).GetDeclaringType()
            ),
            HandleKind.MemberReference
                when reader.GetMemberReference((MemberReferenceHandle)constructor).Parent is { Kind: HandleKind.TypeReference } parent =>
                CheckedSignatures.NameOf(reader, (TypeReferenceHandle)parent),
            _ => null,
        };
}

/// <summary>What a type holds.</summary>
/// <param name="Members">Names with signatures.</param>
/// <param name="Base">Its base type, if it has one.</param>
/// <param name="IsExcluded">True if the device's library does not hold it: it is for the compiler alone.</param>
internal sealed record TypeMembers(FrozenSet<string> Members, (string Assembly, string Type)? Base, bool IsExcluded);
