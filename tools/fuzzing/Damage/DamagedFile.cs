using System.Collections.Immutable;
using Striate.Platform.Deployment.Format;

namespace Striate.Fuzzing.Damage;

/// <summary>Changes some bytes of a .pe.</summary>
internal static class DamagedFile
{
    private const int MostChanges = 3;

    // Values at which counts and offsets turn over, beside those that are drawn.
    private static readonly byte[] s_extremes = [0, 1, 0x7F, 0x80, 0xFE, 0xFF];

    /// <summary>The file with one to three bytes behind its marker changed.</summary>
    /// <param name="file">A sound .pe.</param>
    /// <param name="random">Says which bytes, and what they become.</param>
    /// <param name="isSealed">Whether its checksums are made right again, so that the change gets past them.</param>
    public static byte[] Of(ImmutableArray<byte> file, Random random, bool isSealed)
    {
        byte[] damaged = [.. file];
        for (var changes = random.Next(1, MostChanges + 1); changes > 0; changes--)
        {
            damaged[random.Next(PortableLayout.Marker.Length, damaged.Length)] =
                random.Next(2) == 0 ? s_extremes[random.Next(s_extremes.Length)] : (byte)random.Next(byte.MaxValue + 1);
        }

        if (isSealed)
        {
            PortableChecksum.Seal(damaged);
        }

        return damaged;
    }
}
