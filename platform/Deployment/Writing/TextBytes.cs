using System.Runtime.InteropServices;
using System.Text;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Writing;

/// <summary>
/// The texts of a .pe, whatever they take: UTF-8 with a closing NUL, each once, the empty one first; none that the firmware has.
/// </summary>
internal sealed class TextBytes
{
    private readonly Dictionary<string, int> _offsets = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly List<byte> _bytes = [0];

    public ReadOnlySpan<byte> Bytes => CollectionsMarshal.AsSpan(_bytes);

    /// <summary>The offset of a text, or the firmware's number of it; it is put in unless it is there or the firmware has it.</summary>
    public int Add(string text)
    {
        if (DeviceStrings.TryNumber(text, out var number))
        {
            return number;
        }

        if (!_offsets.TryGetValue(text, out var offset))
        {
            _offsets.Add(text, offset = _bytes.Count);
            _bytes.AddRange(Encoding.UTF8.GetBytes(text));
            _bytes.Add(0);
        }

        return offset;
    }
}
