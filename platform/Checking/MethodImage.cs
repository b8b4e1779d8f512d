using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;

namespace Striate.Platform.Checking;

/// <summary>A method as its assembly holds it.</summary>
/// <param name="Handle">Its row.</param>
/// <param name="Type">Full name of its type.</param>
/// <param name="Name">Its name.</param>
/// <param name="Attributes">Static, virtual, abstract and so on.</param>
/// <param name="Signature">Parameters and return type.</param>
/// <param name="Body">Null if it has none.</param>
/// <param name="Locals">Types of its locals.</param>
/// <param name="Instructions">Its code.</param>
internal sealed record MethodImage(
    MethodDefinitionHandle Handle,
    string Type,
    string Name,
    MethodAttributes Attributes,
    MethodSignature<SignatureType> Signature,
    MethodBodyBlock? Body,
    ImmutableArray<SignatureType> Locals,
    ImmutableArray<Instruction> Instructions
)
{
    public Location Location => Location.Method(Type, Name);

    public bool IsStatic => (Attributes & MethodAttributes.Static) != 0;

    /// <summary>Arguments, 'this' included.</summary>
    public int Arguments => Signature.ParameterTypes.Length + (IsStatic ? 0 : 1);

    public ImmutableArray<ExceptionRegion> Handlers => Body?.ExceptionRegions ?? [];
}
