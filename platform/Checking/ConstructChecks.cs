using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Striate.Platform.Checking;

/// <summary>Constructs that compile, and then do not convert, fail, or compute with garbage.</summary>
internal static class ConstructChecks
{
    public static IEnumerable<Diagnostic> Check(CheckedAssembly assembly) =>
        assembly
            .Reader.TypeDefinitions.SelectMany(handle => CheckType(assembly.Reader, handle))
            .Concat(assembly.Methods.SelectMany(method => CheckMethod(assembly.Reader, method)));

    private static IEnumerable<Diagnostic> CheckType(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var place = Location.Type(CheckedSignatures.NameOf(reader, handle));
        if (type.GetGenericParameters().Count > 0)
        {
            yield return Diagnostic.Create(
                DiagnosticNumbers.GenericType,
                place,
                $"generic type with {type.GetGenericParameters().Count} parameters; the runtime dies while loading it"
            );
        }

        if (IsInjected(reader, type))
        {
            yield return Diagnostic.Create(
                DiagnosticNumbers.InjectedAttribute,
                place,
                "attribute class that the compiler put into the assembly"
            );
        }

        var isInterface = (type.Attributes & TypeAttributes.Interface) != 0;
        foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition))
        {
            if (isInterface && method.RelativeVirtualAddress != 0)
            {
                yield return Diagnostic.Create(
                    DiagnosticNumbers.InterfaceBody,
                    Location.Method(place.Name, reader.GetString(method.Name)),
                    "interface method with a body; a call of it fails"
                );
            }
        }

        foreach (var field in type.GetFields().Select(reader.GetFieldDefinition))
        {
            var traits = field.DecodeSignature(CheckedSignatures.Instance, null).Traits;
            foreach (var diagnostic in CheckTraits(traits, place, $"field '{reader.GetString(field.Name)}'"))
            {
                yield return diagnostic;
            }
        }
    }

    private static IEnumerable<Diagnostic> CheckMethod(MetadataReader reader, MethodImage method)
    {
        if (method.Signature.GenericParameterCount > 0)
        {
            yield return Diagnostic.Create(
                DiagnosticNumbers.GenericMethod,
                method.Location,
                "generic method; it runs and computes with garbage"
            );
        }

        var traits = method
            .Signature.ParameterTypes.Append(method.Signature.ReturnType)
            .Concat(method.Locals)
            .Aggregate(TypeTraits.None, (all, type) => all | type.Traits);
        traits = method.Instructions.Aggregate(traits, (all, instruction) => all | TraitsOf(reader, instruction));

        foreach (var diagnostic in CheckTraits(traits, method.Location, "signature, locals or code"))
        {
            yield return diagnostic;
        }

        foreach (
            var opcodes in method
                .Instructions.Where(instruction => !InstructionCosts.IsImplemented(instruction.Opcode))
                .GroupBy(instruction => instruction.Opcode)
        )
        {
            yield return Diagnostic.Create(
                DiagnosticNumbers.UnsupportedInstruction,
                method.Location,
                $"{InstructionCosts.NameOf(opcodes.Key)}, {opcodes.Count()} times; the interpreter refuses it",
                opcodes.Count()
            );
        }
    }

    private static TypeTraits TraitsOf(MetadataReader reader, Instruction instruction)
    {
        var token = (int)instruction.Operand;
        return Opcodes.Get(instruction.Opcode).OperandType switch
        {
            OperandType.InlineType => InstructionFacts.TypeOf(reader, token).Traits,
            // The constructor and the accessors of a multidimensional array are members of the array's type.
            OperandType.InlineMethod
                when MetadataTokens.EntityHandle(token) is { Kind: HandleKind.MemberReference } member
                    && reader.GetMemberReference((MemberReferenceHandle)member).Parent is { Kind: HandleKind.TypeSpecification } parent =>
                InstructionFacts.TypeOf(reader, MetadataTokens.GetToken(parent)).Traits,
            _ => TypeTraits.None,
        };
    }

    private static IEnumerable<Diagnostic> CheckTraits(TypeTraits traits, Location place, string where)
    {
        if (traits.HasFlag(TypeTraits.Pointer))
        {
            yield return Diagnostic.Create(DiagnosticNumbers.Pointer, place, $"pointer or fixed variable in {where}; it does not convert");
        }

        if (traits.HasFlag(TypeTraits.Multidimensional))
        {
            yield return Diagnostic.Create(
                DiagnosticNumbers.MultidimensionalArray,
                place,
                $"multidimensional array in {where}; the runtime dies while loading it"
            );
        }
    }

    private static bool IsInjected(MetadataReader reader, TypeDefinition type) =>
        reader.GetString(type.Namespace) is "System.Runtime.CompilerServices" or "Microsoft.CodeAnalysis"
        && reader.GetString(type.Name).EndsWith("Attribute", StringComparison.Ordinal);
}
