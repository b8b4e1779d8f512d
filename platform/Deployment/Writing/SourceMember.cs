using System.Reflection.Metadata;

namespace Striate.Platform.Deployment.Writing;

/// <summary>A reference to a field or method, mostly of another assembly.</summary>
/// <param name="Handle">Its row.</param>
/// <param name="Name">Its name.</param>
/// <param name="Parent">What it says declares it.</param>
/// <param name="Declaring">The same as a type; null where that is not a type.</param>
/// <param name="Field">Type of a field; null for a method.</param>
/// <param name="Signature">Parameters and return type of a method; null for a field.</param>
internal sealed record SourceMember(
    MemberReferenceHandle Handle,
    string Name,
    EntityHandle Parent,
    TypeNode? Declaring,
    TypeNode? Field,
    MethodSignature<TypeNode>? Signature
)
{
    public static SourceMember Of(MetadataReader reader, MemberReferenceHandle handle)
    {
        var member = reader.GetMemberReference(handle);
        var declaring = member.Parent.Kind switch
        {
            HandleKind.TypeDefinition => TypeNodes.Instance.GetTypeFromDefinition(reader, (TypeDefinitionHandle)member.Parent, 0),
            HandleKind.TypeReference => TypeNodes.Instance.GetTypeFromReference(reader, (TypeReferenceHandle)member.Parent, 0),
            HandleKind.TypeSpecification => reader
                .GetTypeSpecification((TypeSpecificationHandle)member.Parent)
                .DecodeSignature(TypeNodes.Instance, null),
            _ => null,
        };
        var isField = member.GetKind() == MemberReferenceKind.Field;
        return new SourceMember(
            handle,
            reader.GetString(member.Name),
            member.Parent,
            declaring,
            isField ? member.DecodeFieldSignature(TypeNodes.Instance, null) : null,
            isField ? null : member.DecodeMethodSignature(TypeNodes.Instance, null)
        );
    }
}
