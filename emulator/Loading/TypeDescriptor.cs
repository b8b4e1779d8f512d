using System.Collections.Immutable;
using System.Reflection.Metadata;
using Striate.Emulator.Execution;

namespace Striate.Emulator.Loading;

/// <summary>A type as the interpreter needs it: kind, layout, methods and what its virtual calls resolve to.</summary>
internal sealed class TypeDescriptor(string fullName, ElementKind kind)
{
    private readonly Dictionary<MethodDescriptor, MethodDescriptor> _virtualTargets = [];
    private readonly List<FieldDescriptor> _fields = [];
    private readonly List<MethodDescriptor> _methods = [];
    private readonly Dictionary<MethodDescriptor, MethodDescriptor> _overrides = [];
    private readonly List<FieldDescriptor> _structFields = [];
    private int _numberCount;
    private int _referenceCount;
    private TypeDescriptor? _arrayType;
    private TypeDescriptor? _byReferenceType;
    private TypeObject? _asObject;

    /// <summary>Namespace, enclosing types and name.</summary>
    public string FullName { get; } = fullName;

    /// <summary>The kind of its values; for an enumeration that of its underlying type.</summary>
    public ElementKind Kind { get; set; } = kind;

    public TypeDescriptor? Base { get; set; }

    /// <summary>Element of an array or target of a reference.</summary>
    public TypeDescriptor? Element { get; private init; }

    public ImmutableArray<TypeDescriptor> Interfaces { get; set; } = [];

    public List<FieldDescriptor> Fields => WithMembers()._fields;

    public List<MethodDescriptor> Methods => WithMembers()._methods;

    /// <summary>Explicit implementations: declaration to body.</summary>
    public Dictionary<MethodDescriptor, MethodDescriptor> Overrides => WithMembers()._overrides;

    public bool IsEnum { get; set; }

    public bool IsDelegate { get; set; }

    /// <summary>Reads fields and methods of a type of the core library on their first use; null once it has, and for other types.</summary>
    public Action<TypeDescriptor>? ReadMembers { private get; set; }

    /// <summary>Null for the types of nanoFramework's libraries other than the core library.</summary>
    public AssemblyImage? Image { get; init; }

    /// <summary>Its row in <see cref="Image"/>.</summary>
    public TypeDefinitionHandle Definition { get; init; }

    /// <summary>Instance fields that hold numbers, those of base types included.</summary>
    public int NumberCount
    {
        get => WithMembers()._numberCount;
        set => _numberCount = value;
    }

    /// <summary>Instance fields that hold references or structs, those of base types included.</summary>
    public int ReferenceCount
    {
        get => WithMembers()._referenceCount;
        set => _referenceCount = value;
    }

    /// <summary>Struct fields, which are objects of their own on the device; those of base types included.</summary>
    public List<FieldDescriptor> StructFields => WithMembers()._structFields;

    public bool LaidOut { get; set; }

    public bool IsReference => Kind is ElementKind.String or ElementKind.Class or ElementKind.Interface or ElementKind.Array;

    public bool IsNumber => Kind is >= ElementKind.Boolean and <= ElementKind.TimeSpan;

    public bool IsValueType => IsNumber || Kind == ElementKind.Struct;

    /// <summary>The name without namespace and enclosing types.</summary>
    public string Name => FullName[(FullName.LastIndexOfAny(['.', '/']) + 1)..];

    public string Namespace => FullName.LastIndexOf('.') is > 0 and var dot ? FullName[..dot] : "";

    public TypeDescriptor ArrayOf(TypeDescriptor arrayBase) =>
        _arrayType ??= new TypeDescriptor(FullName + "[]", ElementKind.Array)
        {
            Element = this,
            Base = arrayBase,
            LaidOut = true,
        };

    /// <summary>What a program gets of the type: one object, since those of a type are the same wherever they are compared.</summary>
    public TypeObject AsObject() => _asObject ??= new TypeObject(this);

    public TypeDescriptor ReferenceTo() =>
        _byReferenceType ??= new TypeDescriptor(FullName + "&", ElementKind.ByReference) { Element = this, LaidOut = true };

    public TypeDescriptor WithMembers()
    {
        if (ReadMembers is { } read)
        {
            ReadMembers = null;
            read(this);
        }

        return this;
    }

    public bool IsAssignableTo(TypeDescriptor target)
    {
        if (target.Kind == ElementKind.Array && Kind == ElementKind.Array)
        {
            var (own, other) = (Element!, target.Element!);
            return own == other || (own.IsReference && own.IsAssignableTo(other));
        }

        for (var type = this; type != null; type = type.Base)
        {
            if (type == target || type.Interfaces.Any(candidate => candidate.IsAssignableTo(target)))
            {
                return true;
            }
        }

        return target.FullName == "System.Object";
    }

    /// <summary>The method that a virtual call on an object of this type runs; null when there is none.</summary>
    public MethodDescriptor? FindVirtual(MethodDescriptor called)
    {
        if (_virtualTargets.TryGetValue(called, out var found))
        {
            return found;
        }

        var target = Search(called);
        if (target != null)
        {
            _virtualTargets.Add(called, target);
        }

        return target;
    }

    private MethodDescriptor? Search(MethodDescriptor called)
    {
        for (var type = this; type != null; type = type.Base)
        {
            if (type.Overrides.TryGetValue(called, out var body))
            {
                return body;
            }

            foreach (var method in type.Methods)
            {
                if (
                    method == called
                    || (method.IsVirtual && !method.IsAbstract && method.HasSignatureOf(called) && Replaces(method, called))
                )
                {
                    return method;
                }
            }
        }

        return null;
    }

    // A method marked newslot hides a base method of the same signature instead of overriding it; for an interface's
    // method the first public match is the implementation.
    private static bool Replaces(MethodDescriptor method, MethodDescriptor called) =>
        called.Declaring.Kind == ElementKind.Interface || !method.IsNewSlot;

    public override string ToString() => FullName;
}
