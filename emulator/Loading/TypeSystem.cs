using System.Runtime.CompilerServices;

namespace Striate.Emulator.Loading;

/// <summary>All types of one machine: those of nanoFramework's libraries, known by name, and those of loaded assemblies.</summary>
internal sealed class TypeSystem
{
    private readonly Dictionary<string, TypeDescriptor> _libraryTypes = [];
    private readonly Dictionary<(string Assembly, string Type), TypeDescriptor> _loadedTypes = [];
    private readonly Dictionary<string, MethodDescriptor> _libraryMethods = [];

    public TypeSystem()
    {
        Object = Add("System.Object", ElementKind.Class, null);
        ValueType = Add("System.ValueType", ElementKind.Class, Object);
        Enum = Add("System.Enum", ElementKind.Class, ValueType);
        String = Add("System.String", ElementKind.String, Object);
        Array = Add("System.Array", ElementKind.Class, Object);
        Void = Add("System.Void", ElementKind.Void, null);
        foreach (var (name, kind) in LibraryTypes.Primitives)
        {
            Add(name, kind, ValueType);
        }

        foreach (var (name, baseName) in LibraryTypes.Classes)
        {
            Add(name, ElementKind.Class, _libraryTypes[baseName]).IsDelegate = baseName == "System.MulticastDelegate";
        }

        foreach (var name in LibraryTypes.Interfaces)
        {
            Add(name, ElementKind.Interface, null);
        }

        foreach (var name in LibraryTypes.Enumerations)
        {
            Add(name, ElementKind.Int32, Enum).IsEnum = true;
        }

        var span = Add("System.SpanByte", ElementKind.Struct, ValueType);
        span.Fields.Add(new FieldDescriptor(span, "_array", ArrayOf("System.Byte"), false));
        span.Fields.Add(new FieldDescriptor(span, "_start", _libraryTypes["System.Int32"], false));
        span.Fields.Add(new FieldDescriptor(span, "_length", _libraryTypes["System.Int32"], false));
        AddStatic("System.String", "Empty", String);
        AddStatic("System.DateTime", "MinValue", _libraryTypes["System.DateTime"]);
        AddStatic("System.TimeSpan", "Zero", _libraryTypes["System.TimeSpan"]);
        Exception = _libraryTypes["System.Exception"];
        LayOutException();
    }

    public TypeDescriptor Object { get; }

    public TypeDescriptor ValueType { get; }

    public TypeDescriptor Enum { get; }

    public TypeDescriptor String { get; }

    public TypeDescriptor Array { get; }

    public TypeDescriptor Void { get; }

    public TypeDescriptor Exception { get; }

    /// <summary>Assemblies in the order they were loaded.</summary>
    public List<AssemblyImage> Images { get; } = [];

    /// <summary>Number of static fields that hold numbers and of those that hold references, over all assemblies.</summary>
    public int StaticNumbers { get; set; }

    public int StaticReferences { get; set; }

    /// <summary>The library methods that loaded code names.</summary>
    public IEnumerable<MethodDescriptor> LibraryMethods => _libraryMethods.Values;

    public TypeDescriptor Library(string fullName) => _libraryTypes[fullName];

    public TypeDescriptor ArrayOf(TypeDescriptor element) => element.ArrayOf(Array);

    public TypeDescriptor ArrayOf(string element) => _libraryTypes[element].ArrayOf(Array);

    public void Register(string assembly, TypeDescriptor type) => _loadedTypes[(assembly, type.FullName)] = type;

    /// <summary>A type that another assembly names; a library type that is not known by name is one without members.</summary>
    public TypeDescriptor Resolve(string assembly, string fullName, bool valueType)
    {
        if (_loadedTypes.TryGetValue((assembly, fullName), out var type) || _libraryTypes.TryGetValue(fullName, out type))
        {
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
        if (type.LaidOut)
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

    private void AddStatic(string declaring, string name, TypeDescriptor type) =>
        _libraryTypes[declaring].Fields.Add(new FieldDescriptor(_libraryTypes[declaring], name, type, true)
        {
            Index = type.IsNumber ? StaticNumbers++ : StaticReferences++,
        });

    // The fields of CoreLibrary's System.Exception: message, inner exception, stack trace, HRESULT.
    private void LayOutException()
    {
        Exception.Fields.Add(new FieldDescriptor(Exception, "_message", String, false));
        Exception.Fields.Add(new FieldDescriptor(Exception, "m_innerException", Exception, false));
        Exception.Fields.Add(new FieldDescriptor(Exception, "_stackTrace", Object, false));
        Exception.Fields.Add(new FieldDescriptor(Exception, "m_HResult", _libraryTypes["System.Int32"], false));
        foreach (var type in _libraryTypes.Values)
        {
            LayOut(type);
        }
    }
}
