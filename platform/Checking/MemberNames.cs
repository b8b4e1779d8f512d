using System.Reflection.Metadata;

namespace Striate.Platform.Checking;

/// <summary>Members as text: equal texts are equal members, and errors can show them.</summary>
internal static class MemberNames
{
    public static string Field(string name, SignatureType type) => $"{type.Name} {name}";

    public static string Method(string name, MethodSignature<SignatureType> signature) =>
        $"{signature.ReturnType.Name} {name}({string.Join(", ", signature.ParameterTypes.Select(type => type.Name))})";

    /// <summary>The assembly that a type reference points to; null if it is this one.</summary>
    public static string? AssemblyOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var scope = reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => AssemblyOf(reader, (TypeReferenceHandle)scope),
            HandleKind.AssemblyReference => reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name),
            _ => null,
        };
    }
}
