using System.Globalization;

namespace Striate.Platform;

/// <summary>Sizes as people write them: <c>65536</c>, <c>64K</c>, <c>2M</c>; K and M are powers of 1,024.</summary>
public static class ByteSize
{
    /// <summary>How sizes are written, for messages.</summary>
    public const string Form = "bytes as 65536, 64K or 2M";

    private const int MaximumLength = 12;

    /// <summary>Reads a size of at least one byte and at most <see cref="int.MaxValue"/>.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        if (text.Length is 0 or > MaximumLength)
        {
            return false;
        }

        var factor = char.ToUpperInvariant(text[^1]) switch
        {
            'K' => 1L << 10,
            'M' => 1L << 20,
            _ => 1,
        };
        var digits = factor == 1 ? text : text[..^1];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0
            && number <= int.MaxValue / factor
            && (bytes = number * factor) > 0;
    }
}
