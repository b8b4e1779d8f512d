using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Text;

namespace Striate.Platform.Checking;

/// <summary>The sizes of an assembly that the platform limits.</summary>
/// <param name="Name">Simple name of the assembly.</param>
/// <param name="IlBytes">Bytes of IL as the .pe stores them.</param>
/// <param name="InitialiserBytes">Bytes of static array initialisers.</param>
/// <param name="StringBytes">
/// Bytes of literals and names, each counted once, UTF-8 with a closing NUL; an upper bound, as the device's own
/// strings are not stored again.
/// </param>
/// <param name="Methods">Sizes of the methods with a body, in the order of the assembly.</param>
/// <param name="Types">Sizes of the types, in the order of the assembly.</param>
public sealed record AssemblyMetrics(
    string Name,
    int IlBytes,
    int InitialiserBytes,
    int StringBytes,
    ImmutableArray<MethodMetrics> Methods,
    ImmutableArray<TypeMetrics> Types
)
{
    /// <summary>Measures an image.</summary>
    /// <exception cref="BadImageFormatException">It is truncated, altered or not an assembly.</exception>
    public static AssemblyMetrics Of(ImmutableArray<byte> image)
    {
        using var assembly = CheckedAssembly.Open(image);
        return Of(assembly);
    }

    internal static AssemblyMetrics Of(CheckedAssembly assembly)
    {
        var methods = assembly
            .Methods.Where(method => method.Body is not null)
            .Select(method => MethodOf(assembly, method))
            .ToImmutableArray();
        return new AssemblyMetrics(
            assembly.Name,
            methods.Sum(method => method.IlBytes),
            Initialisers(assembly.Reader),
            Strings(assembly),
            methods,
            [.. assembly.Reader.TypeDefinitions.Select(handle => TypeOf(assembly.Reader, handle))]
        );
    }

    private static MethodMetrics MethodOf(CheckedAssembly assembly, MethodImage method) =>
        new(
            method.Type,
            method.Name,
            InstructionReader.PortableBytes(method.Instructions, method.Handlers.Length),
            method.Body!.GetILReader().Length,
            method.Locals.Length,
            method.Arguments,
            EvaluationStack.Of(assembly, method).Depth,
            method.Handlers.Length
        );

    private static TypeMetrics TypeOf(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        // Constants are literals in the code that uses them; they take no field on the device.
        var fields = type.GetFields()
            .Select(field => reader.GetFieldDefinition(field).Attributes)
            .Where(attributes => (attributes & FieldAttributes.Literal) == 0)
            .ToLookup(attributes => (attributes & FieldAttributes.Static) != 0);
        var methods = type.GetMethods().Select(method => reader.GetMethodDefinition(method).Attributes).ToList();
        var isStatic = methods.Count(attributes => (attributes & MethodAttributes.Static) != 0);
        var isVirtual = methods.Count(attributes => (attributes & MethodAttributes.Virtual) != 0);
        return new TypeMetrics(
            CheckedSignatures.NameOf(reader, handle),
            fields[true].Count(),
            fields[false].Count(),
            isStatic,
            methods.Count - isStatic - isVirtual,
            isVirtual
        );
    }

    private static int Initialisers(MetadataReader reader)
    {
        var bytes = 0;
        foreach (var handle in reader.FieldDefinitions)
        {
            var field = reader.GetFieldDefinition(handle);
            if ((field.Attributes & FieldAttributes.HasFieldRVA) != 0)
            {
                bytes += field.DecodeSignature(DataSizes.Instance, null);
            }
        }

        return bytes;
    }

    private static int Strings(CheckedAssembly assembly)
    {
        var reader = assembly.Reader;
        var strings = new HashSet<string>(StringComparer.Ordinal) { "" };
        void Add(StringHandle handle) => strings.Add(reader.GetString(handle));

        foreach (var type in reader.TypeDefinitions.Select(reader.GetTypeDefinition))
        {
            Add(type.Namespace);
            Add(type.Name);
        }

        foreach (var type in reader.TypeReferences.Select(reader.GetTypeReference))
        {
            Add(type.Namespace);
            Add(type.Name);
        }

        foreach (var method in assembly.Methods)
        {
            strings.Add(method.Name);
            foreach (var instruction in method.Instructions.Where(instruction => instruction.Opcode == ILOpCode.Ldstr))
            {
                strings.Add(StringLiterals.Of(reader, instruction));
            }
        }

        reader.FieldDefinitions.Select(reader.GetFieldDefinition).ToList().ForEach(field => Add(field.Name));
        reader.MemberReferences.Select(reader.GetMemberReference).ToList().ForEach(member => Add(member.Name));
        reader.AssemblyReferences.Select(reader.GetAssemblyReference).ToList().ForEach(reference => Add(reference.Name));
        return strings.Sum(text => Encoding.UTF8.GetByteCount(text) + 1);
    }
}
