using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text;
using Striate.Platform.Checking;

namespace Striate.Platform.Deployment;

/// <summary>Bytes of an assembly's .pe, table by table, modelled from the metadata processor's writers.</summary>
/// <param name="References">Tables of referenced assemblies, types, fields and methods.</param>
/// <param name="Definitions">Tables of types, fields, methods and their attributes.</param>
/// <param name="Strings">Names and literals that the firmware does not hold itself.</param>
/// <param name="Signatures">Signatures, locals and array initialisers.</param>
/// <param name="Code">IL in the form of the .pe.</param>
public sealed record DeploymentSize(int References, int Definitions, int Strings, int Signatures, int Code)
{
    // nanoAssemblyDefinition.cs: 40 bytes of stamps, 16 table offsets, a counter, 16 paddings.
    private const int Header = 124;

    // Record sizes of nanoCLR_Types.h, CLR_RECORD_*.
    private const int AssemblyReference = 12;
    private const int TypeReference = 8;
    private const int MemberReference = 8;
    private const int TypeDefinition = 24;
    private const int FieldDefinition = 8;
    private const int MethodDefinition = 16;
    private const int Attribute = 8;

    /// <summary>The whole file.</summary>
    public int Total => Header + References + Definitions + Strings + Signatures + Code;

    /// <summary>The model's figures for an assembly.</summary>
    /// <exception cref="BadImageFormatException">It is truncated, altered or not an assembly.</exception>
    public static DeploymentSize Of(ImmutableArray<byte> image)
    {
        using var file = new System.Reflection.PortableExecutable.PEReader(image);
        var reader = file.GetMetadataReader();
        var used = UsedReferences.Of(file, reader);
        var types = reader.TypeDefinitions.Where(handle => PortableAttributes.IsWritten(reader, handle)).ToList();
        var attributes = PortableAttributes.Of(reader, types).Count();
        var fields = types.SelectMany(type => reader.GetTypeDefinition(type).GetFields()).Select(reader.GetFieldDefinition)
            .Where(field => !field.Attributes.HasFlag(FieldAttributes.Literal)).ToList();
        var methods = types.SelectMany(type => reader.GetTypeDefinition(type).GetMethods()).Select(reader.GetMethodDefinition).ToList();
        return new DeploymentSize(
            Padded(used.Assemblies.Count * AssemblyReference) + Padded(used.Types.Count * TypeReference) + (used.Members.Count * MemberReference),
            (types.Count * TypeDefinition) + (fields.Count * FieldDefinition) + (methods.Count * MethodDefinition) + (attributes * Attribute),
            Padded(StringBytes(reader, used, types, fields, methods, file)),
            Padded(new SignatureTable(reader, used, types).Bytes(fields, methods, attributes, file)),
            Padded(AssemblyMetrics.Of(image).IlBytes));
    }

    private static int StringBytes(
        MetadataReader reader,
        UsedReferences used,
        List<TypeDefinitionHandle> types,
        List<FieldDefinition> fields,
        List<MethodDefinition> methods,
        System.Reflection.PortableExecutable.PEReader file)
    {
        var strings = new HashSet<string>(StringComparer.Ordinal) { "" };
        void Add(StringHandle handle) => strings.Add(reader.GetString(handle));
        foreach (var type in used.Types.Select(reader.GetTypeReference))
        {
            Add(type.Name);
            Add(type.Namespace);
        }

        foreach (var type in types.Select(reader.GetTypeDefinition))
        {
            Add(type.Name);
            Add(type.Namespace);
        }

        used.Assemblies.ForEach(assembly => Add(reader.GetAssemblyReference(assembly).Name));
        used.Members.ForEach(member => Add(reader.GetMemberReference(member).Name));
        fields.ForEach(field => Add(field.Name));
        methods.ForEach(method => Add(method.Name));
        strings.ExceptWith(DeviceStrings.All);

        // Names of the firmware's own table take no room; the assembly's name and literals are looked up there, too.
        var literals = UsedReferences.Literals(file, reader, methods).Where(text => !DeviceStrings.All.Contains(text));
        strings.UnionWith(literals);
        strings.Add(reader.GetString(reader.GetAssemblyDefinition().Name));
        strings.Add("");
        return strings.Sum(text => Encoding.UTF8.GetByteCount(text) + 1);
    }

    private static int Padded(int bytes) => (bytes + 3) / 4 * 4;
}
