using Striate.Platform;

namespace Striate.Codegen.Lowering;

/// <summary>The shares of the platform's limits that code is planned with: sizes are known to a few bytes before it is compiled.</summary>
internal static class CodeLimits
{
    /// <summary>Of an assembly: metadata and small changes still fit.</summary>
    public const double AssemblyMargin = 0.92;

    // Of an assembly's room, where classes are put where they fit first.
    private const double Filled = 0.93;

    // Beside the parts: the network's own assembly, its trace, the firmware.
    private const int Companions = 3;

    /// <summary>Slots of locals, and so the bytes of their instructions, are the compiler's choice.</summary>
    private const double MethodMargin = 0.85;

    /// <summary>Up to which predicted bytes are those of a method that keeps the limit.</summary>
    private const double CertainMethod = 0.94;

    /// <summary>Most bytes of the tables of one class.</summary>
    public static int InitialiserBytes { get; } = (int)(Limits.AssemblyInitialisers.Works * AssemblyMargin);

    /// <summary>Most assemblies with layers: the network's own, its trace, the firmware and every library find room on a device, too.</summary>
    public static int Parts { get; } = (int)Limits.ImageAssemblies.Works - ReferenceAssemblies.All.Length - Companions;

    /// <summary>Most bytes of IL of a network whose parts all find room.</summary>
    public static long IlBytes { get; } = (long)(Parts * Filled * AssemblyMargin * Limits.AssemblyBytecode.Works);

    /// <summary>Bytes, as its tree predicts them, beyond which a method may pass the limit.</summary>
    public static int LargestMethodBytes { get; } = (int)(Limits.MethodBytecode.Works * CertainMethod);

    /// <summary>Most bytes of a method, as its tree predicts them, where outputs are split over methods.</summary>
    public static int MethodBytes { get; } = (int)(Limits.MethodBytecode.Works * MethodMargin);
}
