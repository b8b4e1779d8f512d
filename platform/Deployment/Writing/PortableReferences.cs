using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Striate.Platform.Deployment.Writing;

/// <summary>
/// Which enumerations the referenced assemblies have, and what they are made of: attributes and locals are written by it.
/// </summary>
internal sealed class PortableReferences
{
    private readonly IReadOnlyList<ImmutableArray<byte>> _images;
    private readonly Lazy<Dictionary<string, PrimitiveTypeCode>> _enums;

    /// <param name="own">The assembly that is written.</param>
    /// <param name="images">Referenced assemblies; read when the first question comes.</param>
    public PortableReferences(SourceAssembly own, IReadOnlyList<ImmutableArray<byte>> images)
    {
        _images = images;
        _enums = new Lazy<Dictionary<string, PrimitiveTypeCode>>(() =>
        {
            var enums = new Dictionary<string, PrimitiveTypeCode>(StringComparer.Ordinal);
            Read(own.Reader, enums);
            foreach (var image in _images)
            {
                using var file = new PEReader(image);
                Read(file.GetMetadataReader(), enums);
            }

            return enums;
        });
    }

    public bool IsEnum(string type) => _enums.Value.ContainsKey(type);

    /// <summary>The integer that an enumeration is made of.</summary>
    public bool TryUnderlying(string type, out PrimitiveTypeCode underlying) => _enums.Value.TryGetValue(type, out underlying);

    private static void Read(MetadataReader reader, Dictionary<string, PrimitiveTypeCode> enums)
    {
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            if (
                type.BaseType is { IsNil: false, Kind: HandleKind.TypeReference or HandleKind.TypeDefinition }
                && TypeNodes.NameOf(reader, type.BaseType) == "System.Enum"
            )
            {
                var value = type.GetFields()
                    .Select(reader.GetFieldDefinition)
                    .First(field => !field.Attributes.HasFlag(System.Reflection.FieldAttributes.Static));
                var signature = reader.GetBlobReader(value.Signature);
                signature.ReadByte();
                enums.TryAdd(TypeNodes.NameOf(reader, handle), (PrimitiveTypeCode)signature.ReadByte());
            }
        }
    }
}
