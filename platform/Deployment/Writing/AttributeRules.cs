using System.Collections.Frozen;

namespace Striate.Platform.Deployment.Writing;

/// <summary>Which types and attributes are left out of a .pe (nanoTablesContext.cs).</summary>
internal sealed class AttributeRules
{
    private const string CodeAnalysis = "System.Diagnostics.CodeAnalysis";
    private const string Exclude = "System.Runtime.CompilerServices.ExcludeTypeAttribute";

    private static readonly string[] s_withoutTypes =
    [
        "ThisAssembly",
        "System.Runtime.CompilerServices.RefSafetyRulesAttribute",
        "System.Runtime.CompilerServices.AccessedThroughPropertyAttribute",
    ];

    private static readonly FrozenSet<string> s_ignored = new[]
    {
        "System.Reflection.AssemblyFileVersionAttribute",
        "System.Runtime.InteropServices.ComVisibleAttribute",
        "System.Runtime.InteropServices.GuidAttribute",
        "System.ParamArrayAttribute",
        "System.SerializableAttribute",
        "System.NonSerializedAttribute",
        "System.Runtime.InteropServices.StructLayoutAttribute",
        "System.Runtime.InteropServices.OutAttribute",
        "System.Runtime.CompilerServices.ExtensionAttribute",
        "System.Runtime.CompilerServices.MethodImplAttribute",
        "System.Runtime.CompilerServices.NullableAttribute",
        "System.Runtime.CompilerServices.NullableContextAttribute",
        "System.Runtime.CompilerServices.InternalsVisibleToAttribute",
        "System.Runtime.CompilerServices.IndexerNameAttribute",
        "System.Reflection.FieldNoReflectionAttribute",
        "System.Diagnostics.DebuggableAttribute",
        "System.Diagnostics.DebuggerBrowsableAttribute",
        "System.Diagnostics.DebuggerHiddenAttribute",
        "System.Diagnostics.DebuggerNonUserCodeAttribute",
        "System.Diagnostics.DebuggerStepThroughAttribute",
        "System.Diagnostics.DebuggerDisplayAttribute",
        "System.AttributeUsageAttribute",
        "System.CLSCompliantAttribute",
        "System.FlagsAttribute",
        "System.ObsoleteAttribute",
        "System.Diagnostics.ConditionalAttribute",
        "System.ComponentModel.EditorBrowsableAttribute",
        "System.Reflection.DefaultMemberAttribute",
        "System.MTAThreadAttribute",
        "System.STAThreadAttribute",
    }
        .Concat(s_withoutTypes)
        .ToFrozenSet(StringComparer.Ordinal);

    private readonly HashSet<string> _withoutTypes = new(s_withoutTypes, StringComparer.Ordinal);

    public AttributeRules(IEnumerable<SourceType> types, Func<SourceType, IEnumerable<string>> attributes)
    {
        foreach (var type in types.Where(type => attributes(type).Contains(Exclude)))
        {
            _withoutTypes.Add(type.FullName);
        }
    }

    /// <summary>Whether a type stays out of the file unless something names it.</summary>
    public bool LeavesOut(SourceType type) =>
        LeavesOutNatives(type) || _withoutTypes.Contains(type.FullName[(type.FullName.AsSpan().LastIndexOfAny('.', '/') + 1)..]);

    /// <summary>Whether the members of a type stay out of the file unless something names them.</summary>
    public bool LeavesOutMembers(string type) => _withoutTypes.Contains(type);

    /// <summary>Whether a type stays out of the checksum of native methods.</summary>
    public bool LeavesOutNatives(SourceType type) =>
        _withoutTypes.Contains(type.FullName) || (type.Declaring is { } declaring && _withoutTypes.Contains(declaring.FullName));

    /// <summary>Whether an attribute has no record.</summary>
    public static bool Ignores(string attribute) => s_ignored.Contains(attribute);

    /// <summary>Whether what an attribute names is kept for it.</summary>
    public bool Keeps(string attribute) =>
        !_withoutTypes.Contains(attribute)
        && !s_ignored.Contains(attribute)
        && !attribute.StartsWith(CodeAnalysis, StringComparison.Ordinal);
}
