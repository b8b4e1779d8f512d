using System.Reflection;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Writing;

/// <summary>Flags of ECMA-335 as those of a .pe's records.</summary>
internal static class SourceFlags
{
    // Private, family and assembly, assembly, family, family or assembly, public: the same numbers in both formats.
    private const int MemberAccess = 7;

    // TypeAttributes.Serializable and FieldAttributes.NotSerialized, which .NET calls obsolete.
    private const int Serializable = 0x2000;
    private const int NotSerialized = 0x80;

    public static TypeFlags Of(SourceType type, bool hasAttributes, bool hasFinalizer)
    {
        var attributes = type.Definition.Attributes;
        return (attributes & TypeAttributes.VisibilityMask) switch
            {
                TypeAttributes.Public => TypeFlags.Public,
                TypeAttributes.NestedPublic => TypeFlags.NestedPublic,
                TypeAttributes.NestedPrivate => TypeFlags.NestedPrivate,
                TypeAttributes.NestedFamily => TypeFlags.NestedFamily,
                TypeAttributes.NestedAssembly => TypeFlags.NestedAssembly,
                TypeAttributes.NestedFamANDAssem => TypeFlags.NestedFamilyAndAssembly,
                TypeAttributes.NestedFamORAssem => TypeFlags.NestedFamilyOrAssembly,
                _ => default,
            }
            | If(
                type.IsEnum ? TypeFlags.Enum | TypeFlags.Serializable
                    : type.IsValueType ? TypeFlags.ValueType
                    : TypeFlags.Interface,
                type.IsValueType || type.IsInterface
            )
            | If(TypeFlags.Serializable, ((int)attributes & Serializable) != 0)
            | If(TypeFlags.Abstract, attributes.HasFlag(TypeAttributes.Abstract))
            | If(TypeFlags.Sealed, attributes.HasFlag(TypeAttributes.Sealed))
            | If(TypeFlags.SpecialName, attributes.HasFlag(TypeAttributes.SpecialName))
            | If(TypeFlags.BeforeFieldInit, attributes.HasFlag(TypeAttributes.BeforeFieldInit))
            | If(TypeFlags.HasSecurity, attributes.HasFlag(TypeAttributes.HasSecurity))
            | If(TypeFlags.MulticastDelegate, type.BaseName == "System.MulticastDelegate")
            | If(TypeFlags.Delegate, type.BaseName == "System.Delegate" && type.FullName != "System.MulticastDelegate")
            | If(TypeFlags.HasFinalizer, hasFinalizer)
            | If(TypeFlags.HasAttributes, hasAttributes);
    }

    public static FieldFlags Of(SourceField field, bool hasAttributes)
    {
        var attributes = field.Definition.Attributes;
        return (FieldFlags)((int)attributes & MemberAccess)
            | If(FieldFlags.NotSerialized, ((int)attributes & NotSerialized) != 0)
            | If(FieldFlags.Static, field.IsStatic)
            | If(FieldFlags.InitOnly, attributes.HasFlag(FieldAttributes.InitOnly))
            | If(FieldFlags.Literal, attributes.HasFlag(FieldAttributes.Literal))
            | If(FieldFlags.SpecialName, attributes.HasFlag(FieldAttributes.SpecialName))
            | If(FieldFlags.HasDefault, attributes.HasFlag(FieldAttributes.HasDefault))
            | If(FieldFlags.HasData, field.Definition.GetRelativeVirtualAddress() != 0)
            | If(FieldFlags.HasAttributes, hasAttributes);
    }

    public static MethodFlags Of(SourceMethod method, bool hasAttributes, bool isEntryPoint)
    {
        var attributes = method.Definition.Attributes;
        return (MethodFlags)((int)attributes & MemberAccess)
            | If(MethodFlags.Static, method.IsStatic)
            | If(MethodFlags.Final, attributes.HasFlag(MethodAttributes.Final))
            | If(MethodFlags.Virtual, method.IsVirtual)
            | If(MethodFlags.HideBySig, attributes.HasFlag(MethodAttributes.HideBySig))
            | If(MethodFlags.NewSlot, attributes.HasFlag(MethodAttributes.NewSlot))
            | If(MethodFlags.Abstract, attributes.HasFlag(MethodAttributes.Abstract))
            | If(MethodFlags.SpecialName, attributes.HasFlag(MethodAttributes.SpecialName))
            | If(method.IsStatic ? MethodFlags.StaticConstructor : MethodFlags.Constructor, IsConstructor(method))
            | If(MethodFlags.Finalizer, method.IsFinalizer)
            | If(MethodFlags.Synchronized, method.Definition.ImplAttributes.HasFlag(MethodImplAttributes.Synchronized))
            | If(MethodFlags.HasAttributes, hasAttributes)
            | If(MethodFlags.EntryPoint, isEntryPoint)
            | If(MethodFlags.HasExceptionHandlers, method.Body is { Handlers.IsEmpty: false })
            | DelegateFlags(method)
            | If(
                MethodFlags.ContainsGenericParameter,
                method.Signature.ReturnType.HasParameter || method.Signature.ParameterTypes.Any(type => type.HasParameter)
            )
            | If(MethodFlags.HasGenericParameter, method.Signature.Header.IsGeneric);
    }

    private static MethodFlags DelegateFlags(SourceMethod method) =>
        method.Type.BaseName != "System.MulticastDelegate"
            ? default
            : method.Name switch
            {
                _ when IsConstructor(method) => MethodFlags.DelegateConstructor,
                "Invoke" => MethodFlags.DelegateInvoke,
                "BeginInvoke" => MethodFlags.DelegateBeginInvoke,
                "EndInvoke" => MethodFlags.DelegateEndInvoke,
                _ => default,
            };

    private static bool IsConstructor(SourceMethod method) =>
        method.Name is ".ctor" or ".cctor"
        && method.Definition.Attributes.HasFlag(MethodAttributes.SpecialName | MethodAttributes.RTSpecialName);

    private static T If<T>(T flag, bool condition)
        where T : struct, Enum => condition ? flag : default;
}
