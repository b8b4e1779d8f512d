using Striate.Codegen.Planning;

namespace Striate.Codegen.Emission;

/// <summary>Bytes of several rows into one word. Two neighbours fit an int, which saves a conversion per pair.</summary>
internal static class LanePacking
{
    /// <summary>The expression that packs one value of every lane.</summary>
    /// <param name="input">The map.</param>
    /// <param name="layout">The lanes.</param>
    /// <param name="laneOffset">From a value to that of the next lane.</param>
    /// <param name="index">Variable index of lane 0.</param>
    /// <param name="offset">Constant added to it.</param>
    public static Counted Pack(MapAccess input, LaneLayout layout, int laneOffset, string index, int offset)
    {
        var perInt = layout.Bits < 24 ? 2 : 1;
        var words = Enumerable.Range(0, layout.Lanes).Chunk(perInt).Select(lanes =>
        {
            var elements = lanes.Select(lane => Element(input, index, offset + (lane * laneOffset))).ToList();
            var value = elements.Count == 1
                ? elements[0]
                : new Counted($"{elements[0].Text} + ({elements[1].Text} << {layout.Bits})", elements[0].Instructions + elements[1].Instructions + 3);
            // Through int: a byte widened to long directly is unsigned to the interpreter, and so is its right shift.
            return lanes[0] == 0
                ? new Counted($"(long)(int)({value.Text})", value.Instructions + 1)
                : new Counted($"((long)(int)({value.Text}) << {lanes[0] * layout.Bits})", value.Instructions + 3);
        }).ToList();
        return new Counted(string.Join(" + ", words.Select(word => word.Text)), words.Sum(word => word.Instructions) + words.Count - 1);
    }

    private static Counted Element(MapAccess input, string index, int offset) =>
        new(input.At(index, offset), (offset == 0 ? 3 : 5) + (input.Cast.Length == 0 ? 0 : 1));
}
