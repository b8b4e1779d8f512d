using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using Striate.Platform.Checking;

namespace Striate.Platform.Deployment.Writing;

/// <summary>A method of the assembly that is written.</summary>
/// <param name="Handle">Its row.</param>
/// <param name="Type">The type that declares it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Definition">Flags and the rest of the row.</param>
/// <param name="Signature">Parameters and return type.</param>
/// <param name="Body">Code; null for abstract, native and runtime methods.</param>
internal sealed record SourceMethod(
    MethodDefinitionHandle Handle,
    SourceType Type,
    string Name,
    MethodDefinition Definition,
    MethodSignature<TypeNode> Signature,
    SourceBody? Body
)
{
    private const MethodImplAttributes WithoutBody =
        MethodImplAttributes.InternalCall | MethodImplAttributes.Native | MethodImplAttributes.Unmanaged | MethodImplAttributes.Runtime;

    public bool IsVirtual => Definition.Attributes.HasFlag(MethodAttributes.Virtual);

    public bool IsStatic => Definition.Attributes.HasFlag(MethodAttributes.Static);

    public Location Location => Location.Method(Type.FullName, Name);

    public bool IsFinalizer => Name == "Finalize" && Signature.ReturnType.FullName == "System.Void" && Signature.ParameterTypes.IsEmpty;

    /// <summary>Whether a method has code of its own.</summary>
    public static bool HasBody(MethodDefinition method) =>
        (method.Attributes & (MethodAttributes.Abstract | MethodAttributes.PinvokeImpl)) == 0 && (method.ImplAttributes & WithoutBody) == 0;
}

/// <summary>The code of a method.</summary>
/// <param name="Instructions">Instructions with the offsets that they have in the assembly.</param>
/// <param name="Length">Bytes of IL in the assembly.</param>
/// <param name="Locals">Local variables.</param>
/// <param name="Handlers">Exception handlers.</param>
internal sealed record SourceBody(
    ImmutableArray<Instruction> Instructions,
    int Length,
    ImmutableArray<TypeNode> Locals,
    ImmutableArray<ExceptionRegion> Handlers
);
