using Striate.Model.Graph;

namespace Striate.Codegen.Memory;

/// <summary>Where a feature map lives in the byte arena: row after row, with a border of the zero point for its readers' padding.</summary>
/// <param name="Name">The layer that writes it, or the network's input.</param>
/// <param name="Map">Shape and type of the values.</param>
/// <param name="Border">Zero points on each side, in pixels: the largest padding of any reader.</param>
/// <param name="Offset">First byte in the arena, border included.</param>
/// <param name="InPlaceOf">The map of the same shape and border whose bytes it takes over, one by one; null for bytes of its own.</param>
public sealed record FeatureBuffer(string Name, FeatureMap Map, Padding Border, int Offset, string? InPlaceOf = null)
{
    /// <summary>Values between a value and its right neighbour.</summary>
    public int PixelPitch => Map.Shape.Channels;

    /// <summary>Values between a value and the one below it.</summary>
    public int RowPitch => (Map.Shape.Width + Border.Left + Border.Right) * PixelPitch;

    /// <summary>Bytes of the buffer, border included.</summary>
    public int Bytes => (Map.Shape.Height + Border.Top + Border.Bottom) * RowPitch;

    /// <summary>Arena index of value (0, 0, 0).</summary>
    public int Start => Offset + IndexOf(0, 0);

    /// <summary>Whether there is any border, whose values stay the zero point.</summary>
    public bool HasBorder => Border != Padding.None;

    /// <summary>Whether the map's values follow each other without a gap.</summary>
    public bool IsContiguous => Border.Left + Border.Right == 0;

    /// <summary>Bytes from the buffer's first byte to pixel (row, column), which may lie in the border.</summary>
    public int IndexOf(int row, int column) => ((row + Border.Top) * RowPitch) + ((column + Border.Left) * PixelPitch);

    /// <summary>Arena index of the top left cell of a reader's first window.</summary>
    public int FirstWindow(Padding padding) => Offset + IndexOf(-padding.Top, -padding.Left);
}
