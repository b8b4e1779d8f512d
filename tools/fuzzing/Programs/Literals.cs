using System.Globalization;
using CsCheck;

namespace Striate.Fuzzing.Programs;

/// <summary>Literals: small ones, the ends of the ranges, and anything.</summary>
internal static class Literals
{
    public static Literal Pick(ValueKind type, PCG pcg)
    {
        var any = pcg.Next64();
        var small = (int)(any % 21) - 10;
        var choice = (int)(pcg.Next(4));
        return new Literal(
            type,
            type switch
            {
                ValueKind.Bool => choice < 2 ? "true" : "false",
                ValueKind.Int => Int(
                    choice == 0 ? (int)any
                    : choice == 1 ? Edge((int)any)
                    : small
                ),
                ValueKind.UInt => (
                    choice == 0 ? (uint)any
                    : choice == 1 ? uint.MaxValue - (uint)(any % 3)
                    : (uint)Math.Abs(small)
                ).ToString(CultureInfo.InvariantCulture) + "u",
                ValueKind.Long => Long(
                    choice == 0 ? (long)any
                    : choice == 1 ? (any % 2 == 0 ? long.MinValue : long.MaxValue)
                    : small
                ),
                ValueKind.ULong => (
                    choice == 0 ? any
                    : choice == 1 ? ulong.MaxValue
                    : (ulong)Math.Abs(small)
                ).ToString(CultureInfo.InvariantCulture) + "ul",
                _ => (small * 0.25).ToString("0.0###", CultureInfo.InvariantCulture),
            }
        );
    }

    private static int Edge(int any) =>
        (any & 3) switch
        {
            0 => int.MinValue,
            1 => int.MaxValue,
            2 => 65535,
            _ => -128,
        };

    private static string Int(int value) => value == int.MinValue ? "int.MinValue" : value.ToString(CultureInfo.InvariantCulture);

    private static string Long(long value) => value == long.MinValue ? "long.MinValue" : value.ToString(CultureInfo.InvariantCulture) + "L";
}
