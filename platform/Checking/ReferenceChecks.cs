using System.Reflection.Metadata;

namespace Striate.Platform.Checking;

/// <summary>References to what neither the platform nor the application holds.</summary>
internal static class ReferenceChecks
{
    public static IEnumerable<Diagnostic> Check(CheckedAssembly assembly, KnownMembers known)
    {
        var reader = assembly.Reader;
        var place = Location.Assembly(assembly.Name);
        foreach (var name in reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name)))
        {
            if (!known.HasAssembly(name))
            {
                yield return Diagnostic.Create(
                    DiagnosticNumbers.MissingAssembly,
                    place,
                    $"refers to assembly '{name}', which the platform does not have"
                );
            }
        }

        foreach (var handle in reader.TypeReferences)
        {
            if (
                MemberNames.AssemblyOf(reader, handle) is { } library
                && known.HasAssembly(library)
                && known.FindType(library, CheckedSignatures.NameOf(reader, handle)) is null
            )
            {
                yield return Diagnostic.Create(
                    DiagnosticNumbers.MissingMember,
                    place,
                    $"refers to type '{CheckedSignatures.NameOf(reader, handle)}', which '{library}' does not hold"
                );
            }
        }

        var attributes = reader.CustomAttributes.Select(handle => reader.GetCustomAttribute(handle).Constructor).ToHashSet();
        foreach (var handle in reader.MemberReferences)
        {
            if (CheckMember(reader, handle, attributes.Contains(handle), known) is { } problem)
            {
                yield return Diagnostic.Create(DiagnosticNumbers.MissingMember, place, problem);
            }
        }
    }

    private static string? CheckMember(MetadataReader reader, MemberReferenceHandle handle, bool isAttribute, KnownMembers known)
    {
        var member = reader.GetMemberReference(handle);
        if (
            member.Parent.Kind != HandleKind.TypeReference
            || MemberNames.AssemblyOf(reader, (TypeReferenceHandle)member.Parent) is not { } library
        )
        {
            // Members of multidimensional arrays and of generic types: the types are reported where they occur.
            return null;
        }

        var typeName = CheckedSignatures.NameOf(reader, (TypeReferenceHandle)member.Parent);
        if (known.FindType(library, typeName) is not { } type)
        {
            return null;
        }

        if (type.IsExcluded && !isAttribute)
        {
            return $"uses type '{typeName}', which is for the compiler and not on the device";
        }

        var name = reader.GetString(member.Name);
        var text =
            member.GetKind() == MemberReferenceKind.Field
                ? MemberNames.Field(name, member.DecodeFieldSignature(CheckedSignatures.Instance, null))
                : MemberNames.Method(name, member.DecodeMethodSignature(CheckedSignatures.Instance, null));
        return known.HasMember(type, text) ? null : $"refers to '{text}' of '{typeName}', which '{library}' does not hold";
    }
}
