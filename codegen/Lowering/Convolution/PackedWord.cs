using Striate.Codegen.Syntax;

namespace Striate.Codegen.Lowering;

/// <summary>
/// Bytes of several rows into one word. Two neighbours fit an int, which saves a conversion per pair. Lanes without a sign have no bit in
/// common: they are joined by <c>|</c>, which the interpreter does in its loop, and not by <c>+</c>, which is a call.
/// </summary>
internal static class PackedWord
{
    /// <summary>The expression that packs one value of every lane.</summary>
    /// <param name="input">The map.</param>
    /// <param name="layout">The lanes.</param>
    /// <param name="laneOffset">From the first lane's value to that of a lane.</param>
    /// <param name="index">Variable index of lane 0.</param>
    /// <param name="offset">Constant added to it.</param>
    public static Code Of(MapAccess input, LaneLayout layout, Func<int, int> laneOffset, string index, int offset)
    {
        var perInt = layout.Bits < 24 ? 2 : 1;
        return Enumerable
            .Range(0, layout.Lanes)
            .Chunk(perInt)
            .Select(lanes =>
            {
                var elements = lanes.Select(lane => input.Value(index, offset + laneOffset(lane))).ToList();
                var value = elements.Count == 1 ? elements[0] : Joined(input, elements[0], elements[1] << layout.Bits);
                // Through int: a byte widened to long directly is unsigned to the interpreter, and so is its right shift.
                return new AsInt(value).To("long") << (lanes[0] * layout.Bits);
            })
            .Aggregate((a, b) => Joined(input, a, b));
    }

    private static Code Joined(MapAccess input, Code a, Code b) => input.Buffer.Map.Type.Signed ? a + b : a | b;
}
