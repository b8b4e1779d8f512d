using System.Collections.Immutable;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Reading;

/// <summary>An assembly that a .pe refers to.</summary>
/// <param name="Name">Simple name.</param>
/// <param name="Version">Version that it was compiled against.</param>
public sealed record PortableReference(string Name, Version Version);

/// <summary>A type of another assembly.</summary>
/// <param name="Name">Simple name.</param>
/// <param name="Namespace">Namespace; empty for nested types.</param>
/// <param name="Scope">Number of an assembly, or of the type around it with the highest bit set.</param>
internal sealed record TypeReferenceRecord(string Name, string Namespace, ushort Scope);

/// <summary>A member of another assembly.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Container">Number of the type that declares it.</param>
/// <param name="Signature">Offset of its signature.</param>
internal sealed record MemberReferenceRecord(string Name, ushort Container, ushort Signature);

/// <summary>A type of the assembly.</summary>
internal sealed record TypeRecord(
    string Name,
    string Namespace,
    ushort Extends,
    ushort Enclosing,
    ushort Interfaces,
    Range Methods,
    Range Fields,
    TypeFlags Flags
);

/// <summary>A field of the assembly.</summary>
internal sealed record FieldRecord(string Name, ushort Signature, ushort Data, FieldFlags Flags);

/// <summary>A method of the assembly.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Code">Where its code stands, exception handlers included; empty where it has none.</param>
/// <param name="HasCode">Whether it has code.</param>
/// <param name="Flags">What it is.</param>
/// <param name="Locals">Number of its locals.</param>
/// <param name="Stack">Evaluation stack that it claims, entries.</param>
/// <param name="LocalsSignature">Offset of the types of its locals.</param>
/// <param name="Signature">Offset of its signature.</param>
internal sealed record MethodRecord(
    string Name,
    ReadOnlyMemory<byte> Code,
    bool HasCode,
    MethodFlags Flags,
    byte Locals,
    byte Stack,
    ushort LocalsSignature,
    ushort Signature
);

/// <summary>Everything in a .pe but attributes and resources.</summary>
internal sealed record PortableRecords(
    ImmutableArray<TypeReferenceRecord> TypeReferences,
    ImmutableArray<MemberReferenceRecord> FieldReferences,
    ImmutableArray<MemberReferenceRecord> MethodReferences,
    ImmutableArray<TypeRecord> Types,
    ImmutableArray<FieldRecord> Fields,
    ImmutableArray<MethodRecord> Methods,
    ImmutableArray<ushort> TypeSpecifications,
    ReadOnlyMemory<byte> Signatures
);
