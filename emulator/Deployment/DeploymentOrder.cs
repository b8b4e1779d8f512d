using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Striate.Emulator.Decoding;
using Striate.Emulator.Loading;
using Striate.Platform.Deployment.Format;

namespace Striate.Emulator.Deployment;

/// <summary>
/// The order in which the metadata processor writes types, and with it the order of static constructors on the device
/// (nanoTablesContext.cs, SortTypesAccordingUsages): by full name, but after what encloses a type, what it implements, and
/// the types that the methods it calls take and return.
/// </summary>
internal static class DeploymentOrder
{
    /// <summary>The type of what stands outside types; the metadata processor leaves it out.</summary>
    public const string Module = "<Module>";

    public static IEnumerable<TypeDescriptor> Of(AssemblyImage image)
    {
        var order = new List<TypeDescriptor>();
        Visit(image, image.Types.Where(type => type.FullName != Module).OrderBy(type => type.FullName, NameOrder.Instance), order, []);
        return order;
    }

    private static void Visit(
        AssemblyImage image,
        IEnumerable<TypeDescriptor> types,
        List<TypeDescriptor> order,
        HashSet<TypeDescriptor> seen
    )
    {
        foreach (var type in types.Where(type => type.Image == image && !seen.Contains(type)))
        {
            if (image.EnclosingType(type) is { } enclosing)
            {
                Visit(image, [enclosing], order, seen);
            }

            Visit(image, type.Interfaces, order, seen);
            if (seen.Add(type))
            {
                Visit(image, type.Methods.SelectMany(method => Mentioned(image, method)), order, seen);
                order.Add(type);
            }
        }
    }

    private static IEnumerable<TypeDescriptor> Mentioned(AssemblyImage image, MethodDescriptor method)
    {
        if (method.Body == null)
        {
            yield break;
        }

        var reader = new IlReader(method.Body.Code, 0);
        while (!reader.AtEnd)
        {
            var opcode = reader.ReadOpcode();
            if (opcode is not (ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj or ILOpCode.Ldftn or ILOpCode.Ldvirtftn))
            {
                reader.SkipOperand(opcode);
                continue;
            }

            var called = image.MethodOf((EntityHandle)MetadataTokens.Handle(reader.ReadInt32()));
            yield return Innermost(called.Returns);
            foreach (var parameter in called.Parameters)
            {
                yield return Innermost(parameter);
            }
        }
    }

    private static TypeDescriptor Innermost(TypeDescriptor type) => type.Element == null ? type : Innermost(type.Element);
}
