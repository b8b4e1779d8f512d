using System.Collections.Immutable;
using System.Reflection.Metadata;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Writing;

/// <summary>The attributes of an assembly's types, fields and methods.</summary>
internal sealed class SourceAttributes
{
    private readonly SourceAssembly _source;
    private readonly Dictionary<EntityHandle, ImmutableArray<SourceAttribute>> _byOwner = [];

    public SourceAttributes(SourceAssembly source)
    {
        _source = source;
        Read(PortableTable.Types, source.Types, type => type.Handle, type => Location.Type(type.FullName));
        Read(
            PortableTable.Fields,
            source.Types.SelectMany(type => type.OrderedFields.Select(field => (field, type))),
            entry => entry.field.Handle,
            entry => Location.Type(entry.type.FullName)
        );
        Read(
            PortableTable.Methods,
            source.Types.SelectMany(type => type.OrderedMethods),
            method => method.Handle,
            method => method.Location
        );
        Rules = new AttributeRules(source.Types, type => Of(type.Handle).Select(attribute => attribute.TypeName));
    }

    /// <summary>Which of them are written.</summary>
    public AttributeRules Rules { get; }

    /// <summary>All attributes: those of types, of fields, of methods.</summary>
    public IEnumerable<SourceAttribute> All => _byOwner.Values.SelectMany(attributes => attributes);

    /// <summary>The attributes of a type, field or method, in the order of the metadata.</summary>
    public ImmutableArray<SourceAttribute> Of(EntityHandle owner) => _byOwner.TryGetValue(owner, out var attributes) ? attributes : [];

    private void Read<T>(PortableTable table, IEnumerable<T> owners, Func<T, EntityHandle> handleOf, Func<T, Location> placeOf)
    {
        foreach (var (owner, index) in owners.Select((owner, index) => (owner, index)))
        {
            _byOwner.Add(
                handleOf(owner),
                [.. _source.Reader.GetCustomAttributes(handleOf(owner)).Select(handle => Read(handle, table, index, placeOf(owner)))]
            );
        }
    }

    private SourceAttribute Read(CustomAttributeHandle handle, PortableTable table, int index, Location place)
    {
        var attribute = _source.Reader.GetCustomAttribute(handle);
        var type =
            attribute.Constructor.Kind == HandleKind.MethodDefinition
                ? _source.Methods[(MethodDefinitionHandle)attribute.Constructor].Type.FullName
                : _source.Member(attribute.Constructor).Declaring?.FullName ?? "";
        var takesObject = _source.SignatureOf(attribute.Constructor).ParameterTypes.Any(parameter => parameter.FullName == "System.Object");
        return new SourceAttribute(attribute, type, table, index, place, takesObject);
    }
}

/// <summary>An attribute.</summary>
/// <param name="Value">Its row.</param>
/// <param name="TypeName">Full name of its class.</param>
/// <param name="OwnerTable">Whether a type, field or method has it.</param>
/// <param name="OwnerIndex">
/// Number of that owner before anything is left out: the metadata processor writes this one, which is wrong behind a type that is left out.
/// </param>
/// <param name="Location">Where it stands.</param>
/// <param name="TakesObject">Whether its constructor has a parameter of type object.</param>
internal sealed record SourceAttribute(
    CustomAttribute Value,
    string TypeName,
    PortableTable OwnerTable,
    int OwnerIndex,
    Location Location,
    bool TakesObject
)
{
    public EntityHandle Constructor => Value.Constructor;
}
