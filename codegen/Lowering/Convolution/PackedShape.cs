using Striate.Codegen.Syntax;

namespace Striate.Codegen.Lowering;

/// <summary>
/// Takes the number of a kernel's shape out of the bit-packed index: arrays <c>index</c>, its next <c>bit</c>, and <c>shape</c>.
/// </summary>
internal static class PackedShape
{
    private const int ByteBits = 8;

    // Numbers of shapes have at most eleven bits.
    private const int MostBytes = 3;

    /// <summary>The statements of one kernel; none where all have one shape.</summary>
    /// <param name="bits">Bits of a number.</param>
    /// <param name="kernels">Kernels that are decoded one after the other: how often a number lies in several bytes.</param>
    public static IEnumerable<Statement> Decoded(int bits, int kernels)
    {
        if (bits == 0)
        {
            return [];
        }

        Code bit = "bit",
            shape = "shape",
            within = bit & (ByteBits - 1),
            index = "index";
        IEnumerable<int> Beyond(int bytes) =>
            Enumerable.Range(0, ByteBits).Where(number => (number * bits % ByteBits) + bits > ByteBits * bytes);
        If Straddling(int bytes)
        {
            var most = (ByteBits * bytes) - bits;
            var share = Beyond(bytes).Sum(number => Times(kernels, number)) / (double)kernels;
            return new If(
                within,
                Comparison.Greater,
                most,
                new Assign(
                    "shape",
                    shape | Binary.Of(Operator.ShiftLeft, new Element(index, (bit >> 3) + bytes), (Code)(ByteBits * bytes) - within)
                ),
                share
            );
        }

        return
        [
            new Assign("shape", Binary.Of(Operator.ShiftRight, new Element(index, bit >> 3), within), "int"),
            .. Enumerable.Range(1, MostBytes - 1).Where(bytes => Beyond(bytes).Any()).Select(Straddling),
            new Assign("shape", shape & ((1 << bits) - 1)),
            new Increase("bit", bits),
        ];
    }

    /// <summary>How many of so many kernels, numbered from 0, have this number modulo eight.</summary>
    private static int Times(int kernels, int number) => (kernels - number + ByteBits - 1) / ByteBits;
}
