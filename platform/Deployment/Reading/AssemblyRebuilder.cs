using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Reading;

/// <summary>
/// Makes an assembly of .NET out of the records of a .pe. Rows keep their order, so that numbers become tokens by counting.
/// </summary>
internal sealed class AssemblyRebuilder
{
    private const int DataAlignment = 8;

    private readonly PortableFile _file;
    private readonly PortableRecords _records;
    private readonly PortableTokens _tokens;
    private readonly MetadataBuilder _metadata = new();
    private readonly BlobBuilder _code = new();
    private readonly BlobBuilder _data = new();
    private readonly SignatureRebuilder _signatures;
    private readonly CodeRebuilder _bodies;
    private readonly HashSet<int> _delegateConstructors;
    private readonly SortedDictionary<int, int> _sizes = [];
    private TypeReferenceHandle? _weakReference;

    public AssemblyRebuilder(PortableFile file, PortableRecords records, PortableStrings strings)
    {
        (_file, _records, _tokens) = (file, records, new PortableTokens(records));
        _signatures = new SignatureRebuilder(records.Signatures, _tokens, () => WeakReference());
        _bodies = new CodeRebuilder(_metadata, _tokens, strings);
        _delegateConstructors = [.. records.Methods.Where(method => method.HasCode).SelectMany(CodeRebuilder.DelegateConstructors)];
    }

    /// <summary>The bytes of the assembly.</summary>
    /// <exception cref="BadImageFormatException">The records contradict each other.</exception>
    public byte[] Build()
    {
        AddReferences();
        AddTypes();
        AddFields();
        var entryPoint = AddMethods();
        new InterfaceBodies(_metadata, _records, _tokens, _signatures).Add();
        foreach (var (type, size) in _sizes)
        {
            _metadata.AddTypeLayout(_tokens.Type(type), 1, (uint)size);
        }

        var builder = new ManagedPEBuilder(
            PEHeaderBuilder.CreateLibraryHeader(),
            new MetadataRootBuilder(_metadata),
            _code,
            _data,
            entryPoint: entryPoint,
            deterministicIdProvider: _ => default
        );
        var image = new BlobBuilder();
        builder.Serialize(image);
        return image.ToArray();
    }

    private void AddReferences()
    {
        _metadata.AddModule(0, _metadata.GetOrAddString(_file.Name), _metadata.GetOrAddGuid(Guid.Empty), default, default);
        _metadata.AddAssembly(_metadata.GetOrAddString(_file.Name), _file.Version, default, default, default, AssemblyHashAlgorithm.None);
        foreach (var reference in _file.References)
        {
            _metadata.AddAssemblyReference(_metadata.GetOrAddString(reference.Name), reference.Version, default, default, default, default);
        }

        foreach (var type in _records.TypeReferences)
        {
            var isNested = (type.Scope & 0x8000) != 0;
            PortableFile.Check(isNested || type.Scope < _file.References.Length, "a referenced type is in no assembly");
            _metadata.AddTypeReference(
                isNested ? _tokens.TypeReference(type.Scope & 0x7FFF) : MetadataTokens.AssemblyReferenceHandle(type.Scope + 1),
                _metadata.GetOrAddString(type.Namespace),
                _metadata.GetOrAddString(type.Name)
            );
        }

        foreach (var field in _records.FieldReferences)
        {
            _metadata.AddMemberReference(
                _tokens.TypeReference(field.Container),
                _metadata.GetOrAddString(field.Name),
                Blob(_signatures.FieldAt(field.Signature))
            );
        }

        for (var i = 0; i < _records.MethodReferences.Length; i++)
        {
            var method = _records.MethodReferences[i];
            _metadata.AddMemberReference(
                _tokens.TypeReference(method.Container),
                _metadata.GetOrAddString(method.Name),
                Blob(_signatures.MethodAt(method.Signature, _delegateConstructors.Contains(i)))
            );
        }

        foreach (var specification in _records.TypeSpecifications)
        {
            _metadata.AddTypeSpecification(Blob(_signatures.TypeAt(specification)));
        }
    }

    private void AddTypes()
    {
        _metadata.AddTypeDefinition(
            default,
            default,
            _metadata.GetOrAddString("<Module>"),
            default,
            MetadataTokens.FieldDefinitionHandle(1),
            MetadataTokens.MethodDefinitionHandle(1)
        );
        for (var i = 0; i < _records.Types.Length; i++)
        {
            var type = _records.Types[i];
            _metadata.AddTypeDefinition(
                RebuiltAttributes.Of(type.Flags),
                _metadata.GetOrAddString(type.Namespace),
                _metadata.GetOrAddString(type.Name),
                type.Extends == PortableLayout.None ? default : _tokens.TypeInRecord(type.Extends),
                MetadataTokens.FieldDefinitionHandle(type.Fields.Start.Value + 1),
                MetadataTokens.MethodDefinitionHandle(type.Methods.Start.Value + 1)
            );
            if (type.Enclosing != PortableLayout.None)
            {
                _metadata.AddNestedType(_tokens.Type(i), _tokens.Type(type.Enclosing));
            }

            foreach (var implemented in _signatures.InterfacesAt(type.Interfaces))
            {
                _metadata.AddInterfaceImplementation(_tokens.Type(i), implemented);
            }
        }
    }

    private void AddFields()
    {
        foreach (var field in _records.Fields)
        {
            var hasData = field.Data != PortableLayout.None && field.Flags.HasFlag(FieldFlags.HasData);
            var handle = _metadata.AddFieldDefinition(
                RebuiltAttributes.Of(field.Flags, hasData),
                _metadata.GetOrAddString(field.Name),
                Blob(_signatures.FieldAt(field.Signature))
            );
            if (hasData)
            {
                AddData(handle, field);
            }
        }
    }

    private void AddData(FieldDefinitionHandle handle, FieldRecord field)
    {
        var data = _signatures.DataAt(field.Data);
        if (_signatures.FieldTypeAt(field.Signature) is { IsNil: false } type)
        {
            PortableFile.Check(type.Kind == HandleKind.TypeDefinition, "a field with data has a type of another assembly");
            var number = MetadataTokens.GetRowNumber(type) - 2;
            PortableFile.Check(
                _sizes.TryAdd(number, data.Length) || _sizes[number] == data.Length,
                "two fields of one type have data of different lengths"
            );
        }

        _data.Align(DataAlignment);
        _metadata.AddFieldRelativeVirtualAddress(handle, _data.Count);
        _data.WriteBytes(data.ToArray());

        // Numbers are read in full, however short their data is.
        _data.WriteBytes(0, DataAlignment);
    }

    private MethodDefinitionHandle AddMethods()
    {
        var bodies = new MethodBodyStreamEncoder(_code);
        MethodDefinitionHandle entryPoint = default;
        foreach (var method in _records.Methods)
        {
            var offset = -1;
            if (method.HasCode)
            {
                var locals =
                    method.Locals == 0
                        ? default
                        : _metadata.AddStandaloneSignature(Blob(_signatures.LocalsAt(method.LocalsSignature, method.Locals)));
                offset = _bodies.Add(bodies, method, locals);
            }

            var handle = _metadata.AddMethodDefinition(
                RebuiltAttributes.Of(method.Flags),
                RebuiltAttributes.ImplementationOf(method),
                _metadata.GetOrAddString(method.Name),
                Blob(_signatures.MethodAt(method.Signature, method.Flags.HasFlag(MethodFlags.DelegateConstructor))),
                offset,
                MetadataTokens.ParameterHandle(1)
            );
            entryPoint = method.Flags.HasFlag(MethodFlags.EntryPoint) ? handle : entryPoint;
        }

        return entryPoint;
    }

    // The one class that signatures have a number for; a reference to it need not be among the others.
    private TypeReferenceHandle WeakReference()
    {
        for (var i = 0; i < _records.TypeReferences.Length; i++)
        {
            if (_records.TypeReferences[i] is { Namespace: "System", Name: "WeakReference", Scope: < 0x8000 })
            {
                return _tokens.TypeReference(i);
            }
        }

        var core = _file.References.Select(reference => reference.Name).ToList().IndexOf("mscorlib");
        PortableFile.Check(core >= 0, "a signature names System.WeakReference, and no core library is referenced");
        return _weakReference ??= _metadata.AddTypeReference(
            MetadataTokens.AssemblyReferenceHandle(core + 1),
            _metadata.GetOrAddString("System"),
            _metadata.GetOrAddString("WeakReference")
        );
    }

    private BlobHandle Blob(BlobBuilder blob) => _metadata.GetOrAddBlob(blob);
}
