using System.Runtime.CompilerServices;
using Striate.Platform;

namespace Striate.Emulator.Loading;

/// <summary>All types of one machine: those of the core library, of the other libraries, known by name, and of loaded assemblies.</summary>
internal sealed class TypeSystem
{
    private readonly Dictionary<string, TypeDescriptor> _libraryTypes = [];
    private readonly Dictionary<(string Assembly, string Type), TypeDescriptor> _loadedTypes = [];
    private readonly Dictionary<string, MethodDescriptor> _libraryMethods = [];

    public TypeSystem()
    {
        CoreLibrary = new AssemblyImage(this);
        Object = Library("System.Object");
        Enum = Library("System.Enum");
        String = Library("System.String");
        Array = Library("System.Array");
        Exception = Library("System.Exception");
    }

    public AssemblyImage CoreLibrary { get; }

    public TypeDescriptor Object { get; }

    public TypeDescriptor Enum { get; }

    public TypeDescriptor String { get; }

    public TypeDescriptor Array { get; }

    public TypeDescriptor Exception { get; }

    /// <summary>Assemblies in the order they were loaded.</summary>
    public List<AssemblyImage> Images { get; } = [];

    /// <summary>Number of static fields that hold numbers and of those that hold references, over all assemblies.</summary>
    public int StaticNumbers { get; set; }

    public int StaticReferences { get; set; }

    /// <summary>The methods that run in place of IL and that loaded code names or has called.</summary>
    public IEnumerable<MethodDescriptor> LibraryMethods => _libraryMethods.Values.Concat(CoreLibrary.Methods);

    /// <summary>A type of the core library.</summary>
    public TypeDescriptor Library(string fullName) =>
        Loading.CoreLibrary.TryGetType(fullName, out var type) ? CoreLibrary.TypeOf(type) : throw new KeyNotFoundException(fullName);

    public TypeDescriptor ArrayOf(TypeDescriptor element) => element.ArrayOf(Array);

    public TypeDescriptor ArrayOf(string element) => Library(element).ArrayOf(Array);

    public void Register(string assembly, TypeDescriptor type) => _loadedTypes[(assembly, type.FullName)] = type;

    /// <summary>A type that another assembly names; one of a library other than the core library has no members.</summary>
    public TypeDescriptor Resolve(string assembly, string fullName, bool valueType)
    {
        if (_loadedTypes.TryGetValue((assembly, fullName), out var type) || _libraryTypes.TryGetValue(fullName, out type))
        {
            return type;
        }

        if (Loading.CoreLibrary.TryGetType(fullName, out var handle))
        {
            return CoreLibrary.TypeOf(handle);
        }

        if (assembly == ReferenceAssemblies.CoreLibrary && fullName.LastIndexOf('/') is > 0 and var end)
        {
            return CoreLibrary.NestedIn(Resolve(assembly, fullName[..end], false), fullName);
        }

        if (LibraryTypes.NumbersOfStruct(fullName) is { } numbers)
        {
            type = Add(fullName, ElementKind.Struct, Object);
            LayOut(type);
            type.NumberCount = numbers;
            return type;
        }

        type = valueType
            ? Add(fullName, ElementKind.Int32, Enum)
            : Add(fullName, ElementKind.Class, fullName.EndsWith("Exception", StringComparison.Ordinal) ? Exception : Object);
        type.IsEnum = valueType;
        LayOut(type);
        return type;
    }

    /// <summary>The library method of this name and signature, made on its first use.</summary>
    public MethodDescriptor LibraryMethod(MethodDescriptor wanted)
    {
        var key = wanted + ":" + wanted.Returns;
        if (!_libraryMethods.TryGetValue(key, out var method))
        {
            _libraryMethods.Add(key, method = wanted);
        }

        return method;
    }

    /// <summary>Gives every instance field its place, base types first, as the device does.</summary>
    public static void LayOut(TypeDescriptor type)
    {
        if (type.WithMembers().LaidOut)
        {
            return;
        }

        type.LaidOut = true;
        if (type.Base != null)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            LayOut(type.Base);
            type.NumberCount = type.Base.NumberCount;
            type.ReferenceCount = type.Base.ReferenceCount;
            type.StructFields.AddRange(type.Base.StructFields);
        }

        foreach (var field in type.Fields.Where(field => !field.IsStatic))
        {
            field.Index = field.Type.IsNumber ? type.NumberCount++ : type.ReferenceCount++;
            if (field.Type.Kind == ElementKind.Struct)
            {
                type.StructFields.Add(field);
            }
        }
    }

    private TypeDescriptor Add(string name, ElementKind kind, TypeDescriptor? baseType)
    {
        var type = new TypeDescriptor(name, kind) { Base = baseType };
        _libraryTypes.Add(name, type);
        return type;
    }
}
