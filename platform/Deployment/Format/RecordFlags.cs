namespace Striate.Platform.Deployment.Format;

/// <summary>Flags of a type's record (nf-interpreter, nanoCLR_Types.h, CLR_RECORD_TYPEDEF).</summary>
[Flags]
internal enum TypeFlags : ushort
{
    Public = 1,
    NestedPublic = 2,
    NestedPrivate = 3,
    NestedFamily = 4,
    NestedAssembly = 5,
    NestedFamilyAndAssembly = 6,
    NestedFamilyOrAssembly = 7,
    Serializable = 0x0008,
    ValueType = 0x0010,
    Interface = 0x0020,

    /// <summary>Also the mask of the two before.</summary>
    Enum = 0x0030,
    Abstract = 0x0040,
    Sealed = 0x0080,
    SpecialName = 0x0100,
    Delegate = 0x0200,
    MulticastDelegate = 0x0400,
    BeforeFieldInit = 0x1000,
    HasSecurity = 0x2000,
    HasFinalizer = 0x4000,
    HasAttributes = 0x8000,
}

/// <summary>Flags of a field's record (CLR_RECORD_FIELDDEF).</summary>
[Flags]
internal enum FieldFlags : ushort
{
    NotSerialized = 0x0008,
    Static = 0x0010,
    InitOnly = 0x0020,
    Literal = 0x0040,
    SpecialName = 0x0100,
    HasDefault = 0x0200,
    HasData = 0x0400,
    HasAttributes = 0x8000,
}

/// <summary>Flags of a method's record (CLR_RECORD_METHODDEF).</summary>
[Flags]
internal enum MethodFlags : uint
{
    Static = 0x0010,
    Final = 0x0020,
    Virtual = 0x0040,
    HideBySig = 0x0080,
    NewSlot = 0x0100,
    Abstract = 0x0200,
    SpecialName = 0x0400,
    Constructor = 0x1000,
    StaticConstructor = 0x2000,
    Finalizer = 0x4000,
    DelegateConstructor = 0x0001_0000,
    DelegateInvoke = 0x0002_0000,
    DelegateBeginInvoke = 0x0004_0000,
    DelegateEndInvoke = 0x0008_0000,
    ContainsGenericParameter = 0x0010_0000,
    HasGenericParameter = 0x0020_0000,
    Synchronized = 0x0100_0000,
    EntryPoint = 0x0800_0000,
    HasExceptionHandlers = 0x4000_0000,
    HasAttributes = 0x8000_0000,
}
