using System.Reflection;
using System.Text;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Writing;

/// <summary>
/// Checksum over the names of methods that the firmware implements, in the order of the .pe (NativeMethodsCrc.cs); firmware
/// refuses an assembly whose checksum is not its own. Zero where there are none.
/// </summary>
internal static class NativeChecksum
{
    public static uint Of(SourceAssembly source, AttributeRules rules)
    {
        var (checksum, any) = (0u, false);
        foreach (
            var method in source
                .Types.Where(type => !type.IsDelegate && !type.IsEnum && !type.IsInterface && !rules.LeavesOutNatives(type))
                .SelectMany(type => type.OrderedMethods)
        )
        {
            if (method.Definition.RelativeVirtualAddress != 0 || method.Definition.Attributes.HasFlag(MethodAttributes.Abstract))
            {
                checksum = Continue(any ? checksum : 0, "NULL");
            }
            else
            {
                // Until the first such method is through, every text starts from zero.
                checksum = any ? Continue(Continue(checksum, source.Name), ClassName(method.Type)) : 0;
                checksum = Continue(checksum, MethodName(method));
                any = true;
            }
        }

        return any ? checksum : 0;
    }

    private static uint Continue(uint checksum, string text) => PortableChecksum.Of(Encoding.ASCII.GetBytes(text), checksum);

    private static string ClassName(SourceType type) =>
        type.FullName.Replace('.', '_').Replace("/", "__", StringComparison.Ordinal).TrimStart('_');

    private static string MethodName(SourceMethod method)
    {
        var types = method.Signature.ParameterTypes.Prepend(method.Signature.ReturnType).Select(TypeName);
        return $"{method.Name}{(method.IsStatic ? "___STATIC__" : "___")}{string.Join("__", types)}"
            .Replace('.', '_')
            .Replace("/", "", StringComparison.Ordinal);
    }

    private static string TypeName(TypeNode type) =>
        type.Kind switch
        {
            TypeNodeKind.Array => "SZARRAY_" + TypeName(type.Innermost),
            TypeNodeKind.ByReference when type.Element!.Kind == TypeNodeKind.Array => "BYREF_SZARRAY_" + TypeName(type.Element.Element!),
            TypeNodeKind.ByReference => "BYREF_" + TypeName(type.Element!),
            TypeNodeKind.TypeParameter or TypeNodeKind.MethodParameter => "GENERICTYPE",
            _ => DataTypes.ChecksumName(type.FullName) ?? type.FullName.Replace(".", "", StringComparison.Ordinal),
        };
}
