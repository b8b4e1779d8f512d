using Striate.Platform;

namespace Striate.Codegen.Lowering;

/// <summary>The shares of the platform's limits that code is planned with: sizes are known to a few bytes before it is compiled.</summary>
internal static class CodeLimits
{
    /// <summary>Of an assembly: metadata and small changes still fit.</summary>
    public const double AssemblyMargin = 0.92;

    /// <summary>Slots of locals, and so the bytes of their instructions, are the compiler's choice.</summary>
    private const double MethodMargin = 0.85;

    /// <summary>Up to which predicted bytes are those of a method that keeps the limit.</summary>
    private const double CertainMethod = 0.94;

    /// <summary>Most bytes of the tables of one class.</summary>
    public static int InitialiserBytes { get; } = (int)(Limits.AssemblyInitialisers.Works * AssemblyMargin);

    /// <summary>Bytes, as its tree predicts them, beyond which a method may pass the limit.</summary>
    public static int LargestMethodBytes { get; } = (int)(Limits.MethodBytecode.Works * CertainMethod);

    /// <summary>Most bytes of a method, as its tree predicts them, where outputs are split over methods.</summary>
    public static int MethodBytes { get; } = (int)(Limits.MethodBytecode.Works * MethodMargin);
}
