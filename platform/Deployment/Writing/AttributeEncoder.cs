using System.Collections.Immutable;
using System.Reflection.Metadata;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Writing;

/// <summary>
/// Arguments of an attribute as a .pe has them (nanoSignaturesTable.cs): enumerations and arrays of numbers are left out.
/// </summary>
internal sealed class AttributeEncoder(PortableReferences references, StringTable strings)
{
    private const byte String = 0x0E;
    private const byte NamedField = 0x53;
    private const byte NamedProperty = 0x54;

    /// <summary>The bytes of an attribute's arguments; texts are put into the table.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <exception cref="UnportableException">An argument has a type that a .pe cannot hold.</exception>
    public byte[] Encode(SourceAttribute attribute)
    {
        var owner = attribute.Location;
        if (attribute.TakesObject)
        {
            throw new UnportableException(Diagnostic.Create(DiagnosticNumbers.AttributeArgument, owner, "an argument has type object"));
        }

        var value = attribute.Value.DecodeValue(new AttributeTypes(references, owner));
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        foreach (var argument in value.FixedArguments)
        {
            Write(writer, argument.Type, argument.Value, owner);
        }

        writer.Write((ushort)value.NamedArguments.Length);
        foreach (
            var argument in value.NamedArguments.OrderBy(argument => argument.Kind).ThenBy(argument => argument.Name, NameOrder.Instance)
        )
        {
            writer.Write(argument.Kind == CustomAttributeNamedArgumentKind.Field ? NamedField : NamedProperty);
            writer.Write(strings.Add(argument.Name!));
            Write(writer, argument.Type, argument.Value, owner);
        }

        return bytes.ToArray();
    }

    private void Write(BinaryWriter writer, string type, object? value, Location owner)
    {
        switch (value)
        {
            case ImmutableArray<CustomAttributeTypedArgument<string>> elements when type == "System.Object[]":
                writer.Write((byte)elements.Length);
                foreach (var element in elements)
                {
                    Write(writer, element.Type, element.Value, owner);
                }

                break;
            case string text when type is "System.String" or "System.Type":
                writer.Write(String);
                writer.Write(strings.Add(text));
                break;
            case null when type is "System.String" or "System.Object" or "System.Object[]":
                throw new UnportableException(Diagnostic.Create(DiagnosticNumbers.AttributeArgument, owner, "an argument is null"));
            default:
                WriteNumber(writer, type, value, owner);
                break;
        }
    }

    private static void WriteNumber(BinaryWriter writer, string type, object? value, Location owner)
    {
        var code = type switch
        {
            "System.Boolean" => PrimitiveTypeCode.Boolean,
            "System.Char" => PrimitiveTypeCode.Char,
            "System.SByte" => PrimitiveTypeCode.SByte,
            "System.Byte" => PrimitiveTypeCode.Byte,
            "System.Int16" => PrimitiveTypeCode.Int16,
            "System.UInt16" => PrimitiveTypeCode.UInt16,
            "System.Int32" => PrimitiveTypeCode.Int32,
            "System.UInt32" => PrimitiveTypeCode.UInt32,
            "System.Int64" => PrimitiveTypeCode.Int64,
            "System.UInt64" => PrimitiveTypeCode.UInt64,
            "System.Single" => PrimitiveTypeCode.Single,
            "System.Double" => PrimitiveTypeCode.Double,
            _ => (PrimitiveTypeCode?)null,
        };
        if (code is null || value is null)
        {
            return;
        }

        // The numbers of ECMA-335's element types; characters are in UTF-8.
        writer.Write((byte)code.Value);
        switch (value)
        {
            case bool flag:
                writer.Write(flag);
                break;
            case char letter when char.IsSurrogate(letter):
                throw new UnportableException(
                    Diagnostic.Create(DiagnosticNumbers.AttributeArgument, owner, "an argument is half a character")
                );
            case char letter:
                writer.Write(letter);
                break;
            case sbyte number:
                writer.Write(number);
                break;
            case byte number:
                writer.Write(number);
                break;
            case short number:
                writer.Write(number);
                break;
            case ushort number:
                writer.Write(number);
                break;
            case int number:
                writer.Write(number);
                break;
            case uint number:
                writer.Write(number);
                break;
            case long number:
                writer.Write(number);
                break;
            case ulong number:
                writer.Write(number);
                break;
            case float number:
                writer.Write(number);
                break;
            case double number:
                writer.Write(number);
                break;
        }
    }

    /// <summary>Types of attribute arguments, by their full names.</summary>
    private sealed class AttributeTypes(PortableReferences references, Location owner) : ICustomAttributeTypeProvider<string>
    {
        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => $"System.{typeCode}";

        public string GetSystemType() => "System.Type";

        public bool IsSystemType(string type) => type == "System.Type";

        public string GetSZArrayType(string elementType) => elementType + "[]";

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            TypeNodes.NameOf(reader, handle);

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
            TypeNodes.NameOf(reader, handle);

        public string GetTypeFromSerializedName(string name) => name.Split(',')[0].Replace('+', '/');

        public PrimitiveTypeCode GetUnderlyingEnumType(string type) =>
            references.TryUnderlying(type, out var underlying)
                ? underlying
                : throw new UnportableException(
                    Diagnostic.Create(
                        DiagnosticNumbers.UnknownEnumeration,
                        owner,
                        $"an attribute's argument has type {type}, which no referenced assembly has as an enumeration"
                    )
                );
    }
}
