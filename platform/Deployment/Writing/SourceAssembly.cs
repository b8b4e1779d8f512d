using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Striate.Platform.Checking;

namespace Striate.Platform.Deployment.Writing;

/// <summary>An assembly that is to be written as a .pe, with its types in the order of the file.</summary>
internal sealed class SourceAssembly : IDisposable
{
    private readonly PEReader _file;
    private readonly Dictionary<EntityHandle, SourceMember> _members = [];
    private readonly Dictionary<FieldDefinitionHandle, SourceField> _fields;

    private SourceAssembly(PEReader file)
    {
        _file = file;
        Reader = file.GetMetadataReader();
        MetadataShape.Check(Reader);
        Name = Reader.GetString(Reader.GetAssemblyDefinition().Name);
        foreach (var row in Enumerable.Range(1, Reader.GetTableRowCount(TableIndex.MemberRef)))
        {
            var handle = MetadataTokens.MemberReferenceHandle(row);
            _members.Add(handle, SourceMember.Of(Reader, handle));
        }

        var byHandle = new Dictionary<TypeDefinitionHandle, SourceType>();
        foreach (var handle in Reader.TypeDefinitions)
        {
            AddType(byHandle, handle);
        }

        foreach (var type in byHandle.Values)
        {
            type.Fields = [.. type.Definition.GetFields().Select(ReadField).OfType<SourceField>()];
            type.Interfaces =
            [
                .. type
                    .Definition.GetInterfaceImplementations()
                    .Select(handle => NodeOf(Reader.GetInterfaceImplementation(handle).Interface)),
            ];
            type.Methods = [.. type.Definition.GetMethods().Select(handle => ReadMethod(type, handle))];
        }

        TypesByHandle = byHandle;
        _fields = byHandle.Values.SelectMany(type => type.Fields).ToDictionary(field => field.Handle);
        Methods = byHandle.Values.SelectMany(type => type.Methods).ToDictionary(method => method.Handle);
        Types = [.. TypeOrder.Of(this)];
    }

    public MetadataReader Reader { get; }

    public string Name { get; }

    /// <summary>The Main of a program; nil for a library.</summary>
    public EntityHandle EntryPoint =>
        (EntityHandle)MetadataTokens.Handle(_file.PEHeaders.CorHeader!.EntryPointTokenOrRelativeVirtualAddress);

    /// <summary>All types but the module's own, in the order of the .pe.</summary>
    public ImmutableArray<SourceType> Types { get; }

    public IReadOnlyDictionary<TypeDefinitionHandle, SourceType> TypesByHandle { get; }

    public IReadOnlyDictionary<MethodDefinitionHandle, SourceMethod> Methods { get; }

    /// <summary>All references to members, in the order of the metadata.</summary>
    public IReadOnlyCollection<SourceMember> Members => _members.Values;

    /// <summary>Opens an image.</summary>
    /// <exception cref="BadImageFormatException">It is truncated, altered or not an assembly.</exception>
    public static SourceAssembly Open(ImmutableArray<byte> image)
    {
        var file = new PEReader(image);
        try
        {
            return file.HasMetadata && file.GetMetadataReader().IsAssembly
                ? new SourceAssembly(file)
                : throw new BadImageFormatException("the image holds no assembly");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The reference to a member with a handle.</summary>
    public SourceMember Member(EntityHandle handle) =>
        _members.TryGetValue(handle, out var member)
            ? member
            : throw new BadImageFormatException("a token names a member that is not there");

    /// <summary>The field with a handle, which is not a constant.</summary>
    public SourceField Field(FieldDefinitionHandle handle) =>
        _fields.TryGetValue(handle, out var field) ? field : throw new BadImageFormatException("code names a constant as a field");

    /// <summary>The type that a token names.</summary>
    public TypeNode NodeOf(EntityHandle handle) =>
        handle.Kind switch
        {
            HandleKind.TypeDefinition => TypeNodes.Instance.GetTypeFromDefinition(Reader, (TypeDefinitionHandle)handle, 0),
            HandleKind.TypeReference => TypeNodes.Instance.GetTypeFromReference(Reader, (TypeReferenceHandle)handle, 0),
            HandleKind.TypeSpecification => Reader
                .GetTypeSpecification((TypeSpecificationHandle)handle)
                .DecodeSignature(TypeNodes.Instance, null),
            _ => throw new BadImageFormatException("a token that is to name a type names something else"),
        };

    /// <summary>Parameters and return type of what a token calls.</summary>
    public MethodSignature<TypeNode> SignatureOf(EntityHandle method) =>
        method.Kind switch
        {
            HandleKind.MethodDefinition => Methods[(MethodDefinitionHandle)method].Signature,
            HandleKind.MemberReference => Member(method).Signature ?? throw new BadImageFormatException("a field is called"),
            HandleKind.MethodSpecification => SignatureOf(Reader.GetMethodSpecification((MethodSpecificationHandle)method).Method),
            _ => throw new BadImageFormatException("a token that is to name a method names something else"),
        };

    private SourceType AddType(Dictionary<TypeDefinitionHandle, SourceType> types, TypeDefinitionHandle handle)
    {
        if (!types.TryGetValue(handle, out var type))
        {
            var definition = Reader.GetTypeDefinition(handle);
            var baseType = definition.BaseType;
            var declaring = definition.GetDeclaringType();
            type = new SourceType(handle, TypeNodes.NameOf(Reader, handle), definition, baseType.IsNil ? null : NodeOf(baseType).FullName)
            {
                Declaring = declaring.IsNil ? null : AddType(types, declaring),
            };
            types.Add(handle, type);
        }

        return type;
    }

    private SourceField? ReadField(FieldDefinitionHandle handle)
    {
        var definition = Reader.GetFieldDefinition(handle);
        return definition.GetDefaultValue().IsNil
            ? new SourceField(
                handle,
                Reader.GetString(definition.Name),
                definition,
                definition.DecodeSignature(TypeNodes.Instance, null),
                FieldData.Of(_file, Reader, definition)
            )
            : null;
    }

    private SourceMethod ReadMethod(SourceType type, MethodDefinitionHandle handle)
    {
        var definition = Reader.GetMethodDefinition(handle);
        return new SourceMethod(
            handle,
            type,
            Reader.GetString(definition.Name),
            definition,
            definition.DecodeSignature(TypeNodes.Instance, null),
            SourceMethod.HasBody(definition) ? ReadBody(definition) : null
        );
    }

    private SourceBody ReadBody(MethodDefinition definition)
    {
        if (definition.RelativeVirtualAddress == 0)
        {
            return new SourceBody([], 0, [], []);
        }

        var body = _file.GetMethodBody(definition.RelativeVirtualAddress);
        var code = body.GetILReader();
        return new SourceBody(
            InstructionReader.Read(code),
            code.Length,
            body.LocalSignature.IsNil
                ? []
                : Reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(TypeNodes.Instance, null),
            body.ExceptionRegions
        );
    }
}
