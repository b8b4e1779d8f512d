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

    /// <summary>Methods are split before they are as large as may be: the parts are more alike.</summary>
    private const double MethodMargin = 0.85;

    /// <summary>Most bytes of the tables of one class.</summary>
    public static int InitialiserBytes { get; } = (int)(Limits.AssemblyInitialisers.Works * AssemblyMargin);

    /// <summary>
    /// Most assemblies with layers: the network's own, its trace, the firmware and every library find room on a device, too.
    /// </summary>
    public static int Parts { get; } = (int)Limits.ImageAssemblies.Works - ReferenceAssemblies.All.Length - Companions;

    /// <summary>Most bytes of IL of a network whose parts all find room.</summary>
    public static long IlBytes { get; } = (long)(Parts * Filled * AssemblyMargin * Limits.AssemblyBytecode.Works);

    /// <summary>Most bytes of a method that is not split.</summary>
    public static int LargestMethodBytes { get; } = (int)Limits.MethodBytecode.Works;

    /// <summary>Most bytes of a method where outputs are split over methods.</summary>
    public static int MethodBytes { get; } = (int)(Limits.MethodBytecode.Works * MethodMargin);
}
