using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Reading;

/// <summary>
/// Which methods implement those of interfaces explicitly. A .pe says it by their names, as the runtime looks for them:
/// <c>Namespace.IShape.Area</c>.
/// </summary>
internal sealed class InterfaceBodies(
    MetadataBuilder metadata,
    PortableRecords records,
    PortableTokens tokens,
    SignatureRebuilder signatures
)
{
    /// <summary>Adds a row for each of them.</summary>
    public void Add()
    {
        for (var number = 0; number < records.Types.Length; number++)
        {
            var type = records.Types[number];
            foreach (var body in Enumerable.Range(type.Methods.Start.Value, type.Methods.End.Value - type.Methods.Start.Value))
            {
                var name = records.Methods[body].Name;
                var dot = name.LastIndexOf('.');
                if (
                    dot > 0
                    && records.Methods[body].Flags.HasFlag(MethodFlags.Virtual)
                    && Declaration(signatures.InterfacesAt(type.Interfaces), name[..dot], name[(dot + 1)..], records.Methods[body])
                        is { } declaration
                )
                {
                    metadata.AddMethodImplementation(tokens.Type(number), tokens.Method((ushort)body), declaration);
                }
            }
        }
    }

    private EntityHandle? Declaration(IEnumerable<EntityHandle> interfaces, string implemented, string name, MethodRecord body)
    {
        foreach (var candidate in interfaces.Where(candidate => NameOf(candidate) == implemented))
        {
            if (candidate.Kind == HandleKind.TypeReference)
            {
                return metadata.AddMemberReference(
                    candidate,
                    metadata.GetOrAddString(name),
                    metadata.GetOrAddBlob(signatures.MethodAt(body.Signature, isDelegate: false))
                );
            }

            var methods = records.Types[MetadataTokens.GetRowNumber(candidate) - 2].Methods;
            for (var number = methods.Start.Value; number < methods.End.Value; number++)
            {
                if (records.Methods[number].Name == name && Signature(records.Methods[number]).SequenceEqual(Signature(body)))
                {
                    return tokens.Method((ushort)number);
                }
            }
        }

        return null;
    }

    private byte[] Signature(MethodRecord method) => signatures.MethodAt(method.Signature, isDelegate: false).ToArray();

    // C# writes a dot between nested types.
    private string? NameOf(EntityHandle type, int depth = 0)
    {
        if (depth > 32 || type.Kind == HandleKind.TypeSpecification)
        {
            return null;
        }

        var row = MetadataTokens.GetRowNumber(type);
        if (type.Kind == HandleKind.TypeReference)
        {
            var reference = records.TypeReferences[row - 1];
            return (reference.Scope & 0x8000) != 0
                ? $"{NameOf(tokens.TypeReference(reference.Scope & 0x7FFF), depth + 1)}.{reference.Name}"
                : Qualified(reference.Namespace, reference.Name);
        }

        var own = records.Types[row - 2];
        return own.Enclosing == PortableLayout.None
            ? Qualified(own.Namespace, own.Name)
            : $"{NameOf(tokens.Type(own.Enclosing), depth + 1)}.{own.Name}";
    }

    private static string Qualified(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
}
