using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Striate.Platform.Checking;

/// <summary>Heap that the frames of the deepest chain of calls take.</summary>
public static class FrameDepth
{
    /// <summary>Bytes of a device from a method on; methods of the platform's libraries run natively.</summary>
    /// <param name="images">Assemblies whose methods call each other by names that differ.</param>
    /// <param name="type">Full name of the type.</param>
    /// <param name="method">Name of the method.</param>
    /// <exception cref="ArgumentException">The method is not there, or calls itself.</exception>
    public static long Of(ImmutableArray<ImmutableArray<byte>> images, string type, string method)
    {
        var assemblies = images.Select(CheckedAssembly.Open).ToList();
        try
        {
            var methods = assemblies
                .SelectMany(assembly => assembly.Methods.Where(body => body.Body is not null).Select(body => (assembly, body)))
                .ToLookup(pair => (pair.body.Type, pair.body.Name));
            return Deepest(methods, (type, method), []);
        }
        finally
        {
            assemblies.ForEach(assembly => assembly.Dispose());
        }
    }

    private static long Deepest(
        ILookup<(string Type, string Name), (CheckedAssembly Assembly, MethodImage Body)> methods,
        (string Type, string Name) name,
        Dictionary<(string, string), long> known
    )
    {
        if (known.TryGetValue(name, out var bytes))
        {
            return bytes >= 0
                ? bytes
                : throw new ArgumentException($"{name.Type}.{name.Name} calls itself: there is no deepest chain of calls");
        }

        known[name] = -1;
        var deepest = 0L;
        foreach (var (assembly, body) in methods[name])
        {
            var called = body
                .Instructions.Where(instruction => instruction.Opcode is ILOpCode.Call or ILOpCode.Callvirt)
                .Select(instruction => NameOf(assembly.Reader, (EntityHandle)MetadataTokens.Handle((int)instruction.Operand)))
                .OfType<(string, string)>()
                .Distinct()
                .Where(methods.Contains);
            var inner = called.Select(callee => Deepest(methods, callee, known)).DefaultIfEmpty().Max();
            deepest = Math.Max(deepest, HeapLayout.Frame(body.Locals.Length, EvaluationStack.Of(assembly, body).Depth) + inner);
        }

        return known[name] = deepest > 0 ? deepest : throw new ArgumentException($"there is no method {name.Type}.{name.Name}");
    }

    private static (string, string)? NameOf(MetadataReader reader, EntityHandle handle) =>
        handle.Kind switch
        {
            HandleKind.MethodDefinition when reader.GetMethodDefinition((MethodDefinitionHandle)handle) is var method => (
                CheckedSignatures.NameOf(reader, method.GetDeclaringType()),
                reader.GetString(method.Name)
            ),
            HandleKind.MemberReference
                when reader.GetMemberReference((MemberReferenceHandle)handle) is { Parent.Kind: HandleKind.TypeReference } member => (
                CheckedSignatures.NameOf(reader, (TypeReferenceHandle)member.Parent),
                reader.GetString(member.Name)
            ),
            _ => null,
        };
}
