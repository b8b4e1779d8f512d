using System.Collections.Frozen;
using System.Reflection.Metadata;

namespace Striate.Platform.Deployment;

/// <summary>Which attributes and types the metadata processor leaves out (nanoTablesContext.cs).</summary>
internal static class PortableAttributes
{
    private static readonly FrozenSet<string> s_ignored = new[]
    {
        "System.Reflection.AssemblyFileVersionAttribute", "System.Runtime.InteropServices.ComVisibleAttribute",
        "System.Runtime.InteropServices.GuidAttribute", "System.ParamArrayAttribute", "System.SerializableAttribute",
        "System.NonSerializedAttribute", "System.Runtime.InteropServices.StructLayoutAttribute",
        "System.Runtime.InteropServices.OutAttribute", "System.Runtime.CompilerServices.ExtensionAttribute",
        "System.Runtime.CompilerServices.MethodImplAttribute", "System.Runtime.CompilerServices.NullableAttribute",
        "System.Runtime.CompilerServices.NullableContextAttribute", "System.Runtime.CompilerServices.InternalsVisibleToAttribute",
        "System.Runtime.CompilerServices.IndexerNameAttribute", "System.Runtime.CompilerServices.RefSafetyRulesAttribute",
        "System.Reflection.FieldNoReflectionAttribute", "System.Diagnostics.DebuggableAttribute",
        "System.Diagnostics.DebuggerBrowsableAttribute", "System.Diagnostics.DebuggerHiddenAttribute",
        "System.Diagnostics.DebuggerNonUserCodeAttribute", "System.Diagnostics.DebuggerStepThroughAttribute",
        "System.Diagnostics.DebuggerDisplayAttribute", "System.AttributeUsageAttribute", "System.CLSCompliantAttribute",
        "System.FlagsAttribute", "System.ObsoleteAttribute", "System.Diagnostics.ConditionalAttribute",
        "System.ComponentModel.EditorBrowsableAttribute", "System.Reflection.DefaultMemberAttribute", "System.MTAThreadAttribute",
        "System.STAThreadAttribute", "System.Runtime.CompilerServices.AccessedThroughPropertyAttribute",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Types that are written: all but the module's own and those that the compiler puts in for itself alone.</summary>
    public static bool IsWritten(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var name = NameOf(reader, handle);
        return name is not ("<Module>" or "ThisAssembly" or "System.Runtime.CompilerServices.RefSafetyRulesAttribute"
            or "System.Runtime.CompilerServices.AccessedThroughPropertyAttribute");
    }

    /// <summary>The attributes of written types and of their members that are written.</summary>
    public static IEnumerable<CustomAttribute> Of(MetadataReader reader, IEnumerable<TypeDefinitionHandle> types) =>
        from handle in types
        let type = reader.GetTypeDefinition(handle)
        from attribute in type.GetCustomAttributes()
            .Concat(type.GetFields().SelectMany(field => reader.GetFieldDefinition(field).GetCustomAttributes()))
            .Concat(type.GetMethods().SelectMany(method => reader.GetMethodDefinition(method).GetCustomAttributes()))
            .Select(reader.GetCustomAttribute)
        where !s_ignored.Contains(TypeOf(reader, attribute))
        select attribute;

    private static string TypeOf(MetadataReader reader, CustomAttribute attribute) => attribute.Constructor.Kind == HandleKind.MethodDefinition
        ? NameOf(reader, reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType())
        : NameOf(reader, reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent);

    private static string NameOf(MetadataReader reader, EntityHandle handle)
    {
        var (ns, name) = handle.Kind == HandleKind.TypeDefinition
            ? (reader.GetTypeDefinition((TypeDefinitionHandle)handle).Namespace, reader.GetTypeDefinition((TypeDefinitionHandle)handle).Name)
            : (reader.GetTypeReference((TypeReferenceHandle)handle).Namespace, reader.GetTypeReference((TypeReferenceHandle)handle).Name);
        return ns.IsNil ? reader.GetString(name) : $"{reader.GetString(ns)}.{reader.GetString(name)}";
    }
}
