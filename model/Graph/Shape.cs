namespace Striate.Model.Graph;

/// <summary>The extent of a feature map. Values are stored height, width, channel: channel varies fastest.</summary>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Channels">Channels, at least 1.</param>
public readonly record struct Shape(int Height, int Width, int Channels)
{
    /// <summary>Number of values in the map.</summary>
    public int Length => Height * Width * Channels;

    /// <summary>Index of a value in height, width, channel layout.</summary>
    public int IndexOf(int row, int column, int channel) => ((row * Width) + column) * Channels + channel;

    /// <inheritdoc/>
    public override string ToString() => $"{Height}x{Width}x{Channels}";
}
