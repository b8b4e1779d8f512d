using System.Reflection.Metadata;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Writing;

/// <summary>What code, attributes and records name types and members by (CodeWriter.cs, nanoTablesContext.cs).</summary>
internal sealed class OperandNumbers(SourceAssembly source, RecordNumbers numbers, TypeSpecifications specifications)
{
    private const ushort Referenced = 0x8000;

    /// <summary>A type in an instruction.</summary>
    /// <param name="handle">Its token.</param>
    /// <param name="referenced">The bit that marks types of other assemblies: 0x4000, or 0x8000 in exception handlers.</param>
    public ushort Type(EntityHandle handle, ushort referenced = 0x4000)
    {
        var type = source.NodeOf(handle);
        return type.IsSpecification ? (ushort)(Referenced | specifications.Add(type))
            : type.Kind is TypeNodeKind.TypeParameter or TypeNodeKind.MethodParameter ? PortableLayout.None
            : numbers.TryGetReference(type.FullName, out var reference) ? (ushort)(reference | referenced)
            : numbers.TryGet(handle, out var own) ? own
            : throw Missing(type.FullName);
    }

    /// <summary>A base or declaring type in a record.</summary>
    public ushort TypeOrNone(EntityHandle handle) => handle.IsNil ? PortableLayout.None : Type(handle, Referenced);

    /// <summary>A method that is called or that constructs an attribute.</summary>
    public ushort Method(EntityHandle handle) =>
        handle.Kind switch
        {
            HandleKind.MethodSpecification
                when source.Reader.GetMethodSpecification((MethodSpecificationHandle)handle).Method
                    is { Kind: HandleKind.MethodDefinition } method => Method(method),
            HandleKind.MemberReference when numbers.TryGet(handle, out var reference) => (ushort)(reference | Referenced),
            HandleKind.MethodDefinition when numbers.TryGet(handle, out var own) => own,
            HandleKind.MemberReference => throw Missing($"{source.Member(handle).Declaring?.FullName}.{source.Member(handle).Name}"),
            _ => throw new BadImageFormatException("a token that is to name a method names something else"),
        };

    /// <summary>A field in an instruction.</summary>
    public ushort Field(EntityHandle handle) =>
        !numbers.TryGet(handle, out var number) ? throw new BadImageFormatException("code names a field that is not there")
        : handle.Kind == HandleKind.MemberReference ? (ushort)(number | Referenced)
        : number;

    /// <summary>A type or field of ldtoken, with its table in the highest byte.</summary>
    public uint Token(EntityHandle handle)
    {
        var table = handle.Kind switch
        {
            HandleKind.TypeReference => PortableTable.TypeReferences,
            HandleKind.TypeDefinition => PortableTable.Types,
            HandleKind.FieldDefinition => PortableTable.Fields,
            HandleKind.TypeSpecification => PortableTable.TypeSpecifications,
            _ => throw new UnportableException(
                Diagnostic.Create(
                    DiagnosticNumbers.UnsupportedInstruction,
                    Location.Assembly(source.Name),
                    "ldtoken of a member of another assembly"
                )
            ),
        };
        var number =
            handle.Kind == HandleKind.TypeSpecification ? specifications.Add(source.NodeOf(handle))
            : numbers.TryGet(handle, out var row) ? row
            : throw new BadImageFormatException("ldtoken names a row that is not there");
        return ((uint)table << 24) | number;
    }

    /// <summary>What declares a referenced member, with a bit where that is not a row of its own.</summary>
    public ushort Declaring(SourceMember member) =>
        member.Declaring is { } type && numbers.TryGetReference(type.FullName, out var number) ? number
        : member.Declaring is { Kind: TypeNodeKind.Array } array && numbers.TryGetReference(array.Innermost.FullName, out var element)
            ? (ushort)(element | Referenced)
        : member.Declaring is { Kind: TypeNodeKind.GenericInstance } instance && numbers.TryGet(instance.Innermost.Handle, out var own)
            ? (ushort)(own | Referenced)
        : throw Missing($"{member.Declaring?.FullName}.{member.Name}");

    private static UnportableException Missing(string name) =>
        new(Diagnostic.Create(DiagnosticNumbers.LostReference, Location.Type(name), "the metadata processor drops its reference"));
}
