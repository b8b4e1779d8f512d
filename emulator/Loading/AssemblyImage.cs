using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Striate.Emulator.Deployment;
using Striate.Platform;
using Striate.Platform.Checking;

namespace Striate.Emulator.Loading;

/// <summary>One loaded assembly: its types, and what its tokens mean.</summary>
internal sealed class AssemblyImage : IDisposable
{
    private readonly TypeSystem _types;
    private readonly PEReader _image;
    private readonly SignatureTypes _signatures;

    // By row of their table. Dictionaries with handles for keys would be compiled anew for every kind of handle, which takes
    // longer than loading an assembly.
    private readonly TypeDescriptor?[] _definitions;
    private readonly MethodDescriptor?[] _methods;
    private readonly FieldDescriptor?[] _fields;
    private readonly Dictionary<int, MethodDescriptor> _methodReferences = [];

    /// <exception cref="Exception">The bytes are no assembly (<see cref="Striate.Platform.DamagedImage"/>), as with all methods
    /// here.</exception>
    public AssemblyImage(TypeSystem types, ReadOnlyMemory<byte> bytes)
        : this(types, new PEReader(ImmutableArray.Create(bytes.Span))) => MetadataShape.Check(Reader);

    /// <summary>The core library, whose types are read on their first use.</summary>
    public AssemblyImage(TypeSystem types)
        : this(types, CoreLibrary.Image) => IsCoreLibrary = true;

    private AssemblyImage(TypeSystem types, PEReader image)
    {
        _types = types;
        _image = image;
        Reader = _image.GetMetadataReader();
        Name = Reader.GetString(Reader.GetAssemblyDefinition().Name);
        _definitions = new TypeDescriptor[Reader.TypeDefinitions.Count];
        _methods = new MethodDescriptor[Reader.MethodDefinitions.Count];
        _fields = new FieldDescriptor[Reader.FieldDefinitions.Count];
        _signatures = new SignatureTypes(types, this);
    }

    public string Name { get; }

    /// <summary>Names of the assemblies that it refers to.</summary>
    public IEnumerable<string> References
    {
        get
        {
            foreach (var handle in Reader.AssemblyReferences)
            {
                yield return Reader.GetString(Reader.GetAssemblyReference(handle).Name);
            }
        }
    }

    public bool IsCoreLibrary { get; }

    public MetadataReader Reader { get; }

    /// <summary>Static constructors in the order in which the device runs them.</summary>
    public IEnumerable<MethodDescriptor> StaticConstructors
    {
        get
        {
            var constructors = Methods.Where(IsStaticConstructor).ToArray();
            return constructors.Length < 2
                ? constructors
                : DeploymentOrder.Of(this).SelectMany(type => type.Methods).Where(IsStaticConstructor);
        }
    }

    /// <summary>In the order of the metadata; of the core library those that have been read.</summary>
    public IEnumerable<MethodDescriptor> Methods => _methods.OfType<MethodDescriptor>();

    /// <summary>In the order of the metadata; of the core library those that have been named.</summary>
    public IEnumerable<TypeDescriptor> Types => _definitions.OfType<TypeDescriptor>();

    public TypeDescriptor TypeOf(TypeDefinitionHandle handle) =>
        _definitions[MetadataTokens.GetRowNumber(handle) - 1] ?? DefineOfCoreLibrary(handle);

    /// <exception cref="EmulatorException">The type has no such type within.</exception>
    public TypeDescriptor NestedIn(TypeDescriptor enclosing, string fullName)
    {
        foreach (var handle in Reader.GetTypeDefinition(enclosing.Definition).GetNestedTypes())
        {
            if (TypeOf(handle) is { } nested && nested.FullName == fullName)
            {
                return nested;
            }
        }

        throw new EmulatorException(DiagnosticNumbers.MissingMember, $"the core library has no type '{fullName}'");
    }

    /// <summary>The type around a nested one, or null.</summary>
    public TypeDescriptor? EnclosingType(TypeDescriptor type)
    {
        var enclosing = Reader.GetTypeDefinition(type.Definition).GetDeclaringType();
        return enclosing.IsNil ? null : TypeOf(enclosing);
    }

    public TypeDescriptor TypeOf(TypeReferenceHandle handle, bool valueType)
    {
        var (assembly, name) = FullNameOf(handle);
        return _types.Resolve(assembly, name, valueType);
    }

    public TypeDescriptor TypeOf(EntityHandle handle) =>
        handle.Kind switch
        {
            HandleKind.TypeDefinition => TypeOf((TypeDefinitionHandle)handle),
            HandleKind.TypeReference => TypeOf((TypeReferenceHandle)handle, false),
            _ => Reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_signatures, null),
        };

    public string StringOf(int token) => Reader.GetUserString(MetadataTokens.UserStringHandle(token & 0xFFFFFF));

    public FieldDescriptor FieldOf(EntityHandle handle)
    {
        if (handle.Kind == HandleKind.FieldDefinition)
        {
            ref var field = ref _fields[MetadataTokens.GetRowNumber(handle) - 1];
            if (field is null)
            {
                TypeOf(Reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()).WithMembers();
            }

            return field ?? throw new BadImageFormatException("a field that its type does not have");
        }

        var reference = Reader.GetMemberReference((MemberReferenceHandle)handle);
        var (parent, name) = (TypeOf(reference.Parent), Reader.GetString(reference.Name));
        return parent.Fields.Find(field => field.Name == name)
            ?? throw new EmulatorException(DiagnosticNumbers.UnsupportedLibrary, $"field '{parent}.{name}' is not supported");
    }

    public MethodDescriptor MethodOf(EntityHandle handle) =>
        handle.Kind switch
        {
            HandleKind.MethodDefinition => DefinedMethod((MethodDefinitionHandle)handle),
            HandleKind.MemberReference => ReferencedMethod((MemberReferenceHandle)handle),
            HandleKind.MethodSpecification => throw new EmulatorException(
                DiagnosticNumbers.GenericMethod,
                "nanoFramework 1.x has no generic methods"
            ),
            _ => throw new BadImageFormatException("a token of a method that is none"),
        };

    /// <summary>Names all types first, so that members may refer to them in any order.</summary>
    public void DefineTypes()
    {
        foreach (var handle in Reader.TypeDefinitions)
        {
            var definition = Reader.GetTypeDefinition(handle);
            var kind = definition.Attributes.HasFlag(TypeAttributes.Interface) ? ElementKind.Interface : ElementKind.Class;
            var type = new TypeDescriptor(FullNameOf(definition), kind) { Image = this, Definition = handle };
            _definitions[MetadataTokens.GetRowNumber(handle) - 1] = type;
            _types.Register(Name, type);
        }
    }

    /// <summary>Base types, kinds, fields and methods of every type.</summary>
    public void DefineMembers()
    {
        foreach (var type in Types)
        {
            var definition = Reader.GetTypeDefinition(type.Definition);
            if (definition.GetGenericParameters().Count > 0)
            {
                throw new EmulatorException(
                    DiagnosticNumbers.GenericType,
                    $"generic type '{type}': nanoFramework 1.x dies while loading it; write it without type parameters"
                );
            }

            type.Base = definition.BaseType.IsNil ? null : TypeOf(definition.BaseType);
            type.Interfaces = InterfacesOf(definition);
            SetKind(type, definition);
        }

        foreach (var type in Types)
        {
            ReadMembers(type);
        }

        foreach (var type in Types)
        {
            Link(type);
        }
    }

    private void ReadMembers(TypeDescriptor type) =>
        MemberLoader.Load(this, _types, type, Reader.GetTypeDefinition(type.Definition), _signatures, _image, _fields, _methods);

    private void ReadAndLink(TypeDescriptor type)
    {
        ReadMembers(type);
        Link(type);
    }

    private void Link(TypeDescriptor type) => MemberLoader.Link(this, type, Reader.GetTypeDefinition(type.Definition));

    private TypeDescriptor DefineOfCoreLibrary(TypeDefinitionHandle handle)
    {
        var definition = Reader.GetTypeDefinition(handle);
        var name = FullNameOf(definition);
        var kind = definition.Attributes.HasFlag(TypeAttributes.Interface) ? ElementKind.Interface : LibraryTypes.KindOf(name);
        var type = new TypeDescriptor(name, kind)
        {
            Image = this,
            Definition = handle,
            ReadMembers = ReadAndLink,
        };
        _definitions[MetadataTokens.GetRowNumber(handle) - 1] = type;
        type.Base = definition.BaseType.IsNil ? null : TypeOf(definition.BaseType);
        type.Interfaces = InterfacesOf(definition);
        if (kind == ElementKind.Class)
        {
            SetKind(type, definition);
        }

        return type;
    }

    public void Dispose() => _image.Dispose();

    // The device does not run what a module initialiser is compiled to.
    private static bool IsStaticConstructor(MethodDescriptor method) =>
        method.Name == ".cctor" && method.Body != null && method.Declaring.FullName != DeploymentOrder.Module;

    private ImmutableArray<TypeDescriptor> InterfacesOf(TypeDefinition definition)
    {
        var interfaces = ImmutableArray.CreateBuilder<TypeDescriptor>();
        foreach (var implementation in definition.GetInterfaceImplementations())
        {
            interfaces.Add(TypeOf(Reader.GetInterfaceImplementation(implementation).Interface));
        }

        return interfaces.ToImmutable();
    }

    private void SetKind(TypeDescriptor type, TypeDefinition definition)
    {
        if (type.Base?.FullName == "System.Enum")
        {
            type.IsEnum = true;
            type.Kind = ValueOf(definition).DecodeSignature(_signatures, null).Kind;
        }
        else if (type.Base?.FullName == "System.ValueType" && !LibraryTypes.IsHandle(type.FullName) && type.FullName != "System.Enum")
        {
            type.Kind = ElementKind.Struct;
        }

        type.IsDelegate = type.Base?.FullName == "System.MulticastDelegate";
    }

    // The one field of an enumeration that is not a name of a value.
    private FieldDefinition ValueOf(TypeDefinition enumeration)
    {
        foreach (var handle in enumeration.GetFields())
        {
            if (Reader.GetFieldDefinition(handle) is var field && !field.Attributes.HasFlag(FieldAttributes.Static))
            {
                return field;
            }
        }

        throw new BadImageFormatException("an enumeration without a value");
    }

    private MethodDescriptor DefinedMethod(MethodDefinitionHandle handle)
    {
        ref var method = ref _methods[MetadataTokens.GetRowNumber(handle) - 1];
        if (method is null)
        {
            TypeOf(Reader.GetMethodDefinition(handle).GetDeclaringType()).WithMembers();
        }

        return method ?? throw new BadImageFormatException("a method that its type does not have");
    }

    private MethodDescriptor ReferencedMethod(MemberReferenceHandle handle)
    {
        var row = MetadataTokens.GetRowNumber(handle);
        if (_methodReferences.TryGetValue(row, out var known))
        {
            return known;
        }

        var reference = Reader.GetMemberReference(handle);
        var (parent, name) = (TypeOf(reference.Parent), Reader.GetString(reference.Name));
        var signature = reference.DecodeMethodSignature(_signatures, null);
        var wanted = new MethodDescriptor(parent, name, signature.ReturnType, signature.ParameterTypes, !signature.Header.IsInstance);
        var method =
            parent.Image == null
                ? _types.LibraryMethod(wanted)
                : FindMethod(parent, wanted)
                    ?? throw new EmulatorException(
                        DiagnosticNumbers.UnsupportedLibrary,
                        $"method '{wanted}' does not exist in '{parent.Image.Name}'"
                    );
        _methodReferences.Add(row, method);
        return method;
    }

    private static MethodDescriptor? FindMethod(TypeDescriptor? type, MethodDescriptor wanted)
    {
        MethodDescriptor? found = null;
        for (; type != null && found is null; type = type.IsNumber ? null : type.Base)
        {
            found = type.Methods.Find(candidate => candidate.HasSignatureOf(wanted) && candidate.Returns == wanted.Returns);
        }

        return found;
    }

    private (string Assembly, string Name) FullNameOf(TypeReferenceHandle handle)
    {
        var reference = Reader.GetTypeReference(handle);
        var name = Join(Reader.GetString(reference.Namespace), Reader.GetString(reference.Name));
        switch (reference.ResolutionScope.Kind)
        {
            case HandleKind.AssemblyReference:
                var scope = Reader.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope);
                return (Reader.GetString(scope.Name), name);
            case HandleKind.TypeReference:
                var (assembly, enclosing) = FullNameOf((TypeReferenceHandle)reference.ResolutionScope);
                return (assembly, enclosing + "/" + name);
            default:
                return (Name, name);
        }
    }

    private string FullNameOf(TypeDefinition definition)
    {
        var name = Join(Reader.GetString(definition.Namespace), Reader.GetString(definition.Name));
        var enclosing = definition.GetDeclaringType();
        return enclosing.IsNil ? name : FullNameOf(Reader.GetTypeDefinition(enclosing)) + "/" + name;
    }

    private static string Join(string ns, string name) => ns.Length == 0 ? name : ns + "." + name;
}
