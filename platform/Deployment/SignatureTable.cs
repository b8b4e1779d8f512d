using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Striate.Platform.Deployment;

/// <summary>
/// The signature table of a .pe, which also holds array initialisers. What already stands somewhere in it is not written
/// again (nanoSignaturesTable.cs, GetOrCreateSignatureIdImpl).
/// </summary>
internal sealed class SignatureTable
{
    private readonly MetadataReader _reader;
    private readonly UsedReferences _used;
    private readonly List<TypeDefinitionHandle> _types;
    private readonly PortableSignatures _signatures;
    private readonly List<byte> _table = [];

    public SignatureTable(MetadataReader reader, UsedReferences used, List<TypeDefinitionHandle> types)
    {
        (_reader, _used, _types) = (reader, used, types);
        var numbers = used.Types.Select((handle, index) => (handle, index)).ToDictionary(pair => pair.handle, pair => pair.index);
        _signatures = new PortableSignatures(reader, handle => numbers.GetValueOrDefault(handle));
    }

    public int Bytes(List<FieldDefinition> fields, List<MethodDefinition> methods, int attributes, PEReader file)
    {
        if (attributes > 0)
        {
            // Most attributes have no arguments: their data is the count of named ones, zero in two bytes.
            Add([0, 0]);
        }

        foreach (var member in _used.Members.Select(_reader.GetMemberReference))
        {
            Add(member.GetKind() == MemberReferenceKind.Field
                ? [0x06, .. member.DecodeFieldSignature(_signatures, null)]
                : MethodBytes(member.DecodeMethodSignature(_signatures, null)));
        }

        foreach (var type in _types.Select(_reader.GetTypeDefinition))
        {
            var interfaces = type.GetInterfaceImplementations();
            if (interfaces.Count > 0)
            {
                Add([(byte)interfaces.Count, .. interfaces.SelectMany(handle => InterfaceToken(_reader.GetInterfaceImplementation(handle).Interface))]);
            }
        }

        fields.ForEach(field => AddField(field, file));
        methods.ForEach(method => AddMethod(method, file));
        return _table.Count;
    }

    private byte[] InterfaceToken(EntityHandle handle) => handle.Kind == HandleKind.TypeSpecification ? [0] : _signatures.Token(handle);

    private void AddField(FieldDefinition field, PEReader file)
    {
        Add([0x06, .. field.DecodeSignature(_signatures, null)]);
        if (field.Attributes.HasFlag(FieldAttributes.HasFieldRVA))
        {
            var size = InitialiserSize(field);
            var data = file.GetSectionData(field.GetRelativeVirtualAddress()).GetContent(0, size);
            Add([(byte)size, (byte)(size >> 8), .. data]);
        }
    }

    private int InitialiserSize(FieldDefinition field)
    {
        var signature = _reader.GetBlobReader(field.Signature);
        signature.ReadByte();
        var code = signature.ReadSignatureTypeCode();
        return code == SignatureTypeCode.TypeHandle
            ? _reader.GetTypeDefinition((TypeDefinitionHandle)signature.ReadTypeHandle()).GetLayout().Size
            : code is SignatureTypeCode.Int64 or SignatureTypeCode.UInt64 or SignatureTypeCode.Double ? 8
            : code is SignatureTypeCode.Int32 or SignatureTypeCode.UInt32 or SignatureTypeCode.Single ? 4
            : code is SignatureTypeCode.Int16 or SignatureTypeCode.UInt16 or SignatureTypeCode.Char ? 2 : 1;
    }

    private void AddMethod(MethodDefinition method, PEReader file)
    {
        Add(MethodBytes(method.DecodeSignature(_signatures, null)));
        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        var locals = file.GetMethodBody(method.RelativeVirtualAddress).LocalSignature;
        if (!locals.IsNil)
        {
            Add([.. _reader.GetStandaloneSignature(locals).DecodeLocalSignature(_signatures, null).SelectMany(local => local)]);
        }
    }

    private static byte[] MethodBytes(MethodSignature<byte[]> signature) =>
    [
        signature.Header.IsInstance ? (byte)0x20 : (byte)0x00,
        (byte)signature.ParameterTypes.Length,
        .. signature.ReturnType,
        .. signature.ParameterTypes.SelectMany(parameter => parameter),
    ];

    private void Add(byte[] signature)
    {
        if (System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_table).IndexOf(signature) < 0)
        {
            _table.AddRange(signature);
        }
    }
}
