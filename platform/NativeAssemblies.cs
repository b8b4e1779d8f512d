using System.Collections.Immutable;
using System.Globalization;

namespace Striate.Platform;

/// <summary>A library whose native methods the firmware implements.</summary>
/// <param name="Assembly">Name of the assembly.</param>
/// <param name="Checksum">The checksum that its .pe must have.</param>
/// <param name="Source">File of nf-interpreter.</param>
public sealed record NativeAssembly(string Assembly, uint Checksum, string Source);

/// <summary>
/// What firmware for ESP32 implements natively: nf-interpreter, main of 2026-07-24 (a3e8139a1b); <c>data/native-assemblies.json</c> is
/// its one home. A board refuses an application with a library of another checksum.
/// </summary>
public static class NativeAssemblies
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<NativeAssembly> All { get; } =
        PlatformData.Read(
            "native-assemblies.json",
            row => new NativeAssembly(
                row.Text("assembly"),
                uint.Parse(row.Text("checksum"), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                row.Text("source")
            )
        );

    /// <summary>Why firmware would refuse an assembly with native methods; null where it would not.</summary>
    /// <param name="assembly">Its name.</param>
    /// <param name="checksum">Its checksum; 0: it has none.</param>
    public static string? Problem(string assembly, uint checksum) =>
        checksum == 0 ? null
        : All.FirstOrDefault(known => known.Assembly == assembly) is not { } native
            ? $"{assembly} has native methods, which no known firmware implements"
        : native.Checksum != checksum
            ? $"{assembly} has native methods of checksum 0x{checksum:X8}, the firmware those of 0x{native.Checksum:X8}; take the package of the firmware's version"
        : null;
}
