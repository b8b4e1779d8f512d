namespace Striate.Board.Links;

/// <summary>Cuts what comes over a line into frames as they stand on it: up to the zero that ends one.</summary>
internal sealed class FrameSplitter
{
    // No frame is as long; what has no zero in it is passed on all the same.
    private const int Longest = 1 << 17;

    private readonly List<byte> _bytes = [];

    /// <summary>Takes one byte; the frame that it ends, or null.</summary>
    public byte[]? Take(byte value)
    {
        _bytes.Add(value);
        if ((value != 0 || _bytes.Count == 1) && _bytes.Count < Longest)
        {
            return null;
        }

        byte[] frame = [.. _bytes];
        _bytes.Clear();
        return frame;
    }
}
