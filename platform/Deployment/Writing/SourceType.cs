using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;

namespace Striate.Platform.Deployment.Writing;

/// <summary>A type of the assembly that is written.</summary>
/// <param name="Handle">Its row.</param>
/// <param name="FullName">Namespace and names, nested types behind a slash.</param>
/// <param name="Definition">Flags and the rest of the row.</param>
/// <param name="BaseName">Full name of its base type; null for interfaces.</param>
internal sealed record SourceType(TypeDefinitionHandle Handle, string FullName, TypeDefinition Definition, string? BaseName)
{
    /// <summary>The type that it is nested in.</summary>
    public SourceType? Declaring { get; init; }

    /// <summary>Methods in the order of the metadata.</summary>
    public ImmutableArray<SourceMethod> Methods { get; set; } = [];

    /// <summary>Fields that are not constants, in the order of the metadata.</summary>
    public ImmutableArray<SourceField> Fields { get; set; } = [];

    /// <summary>Interfaces that it says it implements.</summary>
    public ImmutableArray<TypeNode> Interfaces { get; set; } = [];

    public bool IsEnum => BaseName == "System.Enum";

    public bool IsValueType => IsEnum || (BaseName == "System.ValueType" && FullName != "System.Enum");

    public bool IsInterface => Definition.Attributes.HasFlag(TypeAttributes.Interface);

    public bool IsDelegate => BaseName is "System.MulticastDelegate" or "System.Delegate";

    /// <summary>Virtual methods, then those of objects, then static ones, as a .pe has them.</summary>
    public IEnumerable<SourceMethod> OrderedMethods =>
        Methods
            .Where(method => method.IsVirtual)
            .Concat(Methods.Where(method => !method.IsVirtual && !method.IsStatic))
            .Concat(Methods.Where(method => method.IsStatic && !method.IsVirtual));

    /// <summary>Static fields, then those of objects.</summary>
    public IEnumerable<SourceField> OrderedFields => Fields.OrderByDescending(entry => entry.IsStatic);
}

/// <summary>A field of the assembly that is written.</summary>
/// <param name="Handle">Its row.</param>
/// <param name="Name">Its name.</param>
/// <param name="Definition">Flags and the rest of the row.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Data">What it begins with, for fields with data; otherwise empty.</param>
internal sealed record SourceField(
    FieldDefinitionHandle Handle,
    string Name,
    FieldDefinition Definition,
    TypeNode Type,
    ImmutableArray<byte> Data
)
{
    public bool IsStatic => Definition.Attributes.HasFlag(FieldAttributes.Static);
}
