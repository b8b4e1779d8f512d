using System.Reflection;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Reading;

/// <summary>Flags of a .pe's records as those of ECMA-335.</summary>
internal static class RebuiltAttributes
{
    private const int ScopeMask = 7;
    private const MethodFlags Delegate =
        MethodFlags.DelegateConstructor | MethodFlags.DelegateInvoke | MethodFlags.DelegateBeginInvoke | MethodFlags.DelegateEndInvoke;

    public static TypeAttributes Of(TypeFlags flags) =>
        ((int)flags & ScopeMask) switch
        {
            (int)TypeFlags.Public => TypeAttributes.Public,
            (int)TypeFlags.NestedPublic => TypeAttributes.NestedPublic,
            (int)TypeFlags.NestedPrivate => TypeAttributes.NestedPrivate,
            (int)TypeFlags.NestedFamily => TypeAttributes.NestedFamily,
            (int)TypeFlags.NestedAssembly => TypeAttributes.NestedAssembly,
            (int)TypeFlags.NestedFamilyAndAssembly => TypeAttributes.NestedFamANDAssem,
            (int)TypeFlags.NestedFamilyOrAssembly => TypeAttributes.NestedFamORAssem,
            _ => TypeAttributes.NotPublic,
        }
        | ((flags & TypeFlags.Enum) == TypeFlags.Interface ? TypeAttributes.Interface : default)
        | (flags.HasFlag(TypeFlags.Abstract) ? TypeAttributes.Abstract : default)
        | (flags.HasFlag(TypeFlags.Sealed) ? TypeAttributes.Sealed : default)
        | (flags.HasFlag(TypeFlags.SpecialName) ? TypeAttributes.SpecialName : default)
        | (flags.HasFlag(TypeFlags.BeforeFieldInit) ? TypeAttributes.BeforeFieldInit : default);

    public static FieldAttributes Of(FieldFlags flags, bool hasData) =>
        (FieldAttributes)((int)flags & ScopeMask)
        | (flags.HasFlag(FieldFlags.Static) ? FieldAttributes.Static : default)
        | (flags.HasFlag(FieldFlags.InitOnly) ? FieldAttributes.InitOnly : default)
        | (flags.HasFlag(FieldFlags.SpecialName) ? FieldAttributes.SpecialName : default)
        | (hasData ? FieldAttributes.HasFieldRVA : default);

    public static MethodAttributes Of(MethodFlags flags) =>
        (MethodAttributes)((int)flags & ScopeMask)
        | (flags.HasFlag(MethodFlags.Static) ? MethodAttributes.Static : default)
        | (flags.HasFlag(MethodFlags.Final) ? MethodAttributes.Final : default)
        | (flags.HasFlag(MethodFlags.Virtual) ? MethodAttributes.Virtual : default)
        | (flags.HasFlag(MethodFlags.HideBySig) ? MethodAttributes.HideBySig : default)
        | (flags.HasFlag(MethodFlags.NewSlot) ? MethodAttributes.NewSlot : default)
        | (flags.HasFlag(MethodFlags.Abstract) ? MethodAttributes.Abstract : default)
        | (flags.HasFlag(MethodFlags.SpecialName) ? MethodAttributes.SpecialName : default)
        | ((flags & (MethodFlags.Constructor | MethodFlags.StaticConstructor)) != 0 ? MethodAttributes.RTSpecialName : default);

    public static MethodImplAttributes ImplementationOf(MethodRecord method) =>
        (
            method.HasCode || method.Flags.HasFlag(MethodFlags.Abstract) ? MethodImplAttributes.IL
            : (method.Flags & Delegate) != 0 ? MethodImplAttributes.Runtime
            : MethodImplAttributes.InternalCall
        ) | (method.Flags.HasFlag(MethodFlags.Synchronized) ? MethodImplAttributes.Synchronized : default);
}
