using System.Text;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Reading;

/// <summary>The texts that numbers of a .pe stand for.</summary>
internal sealed class PortableStrings(ReadOnlyMemory<byte> table)
{
    private readonly Dictionary<ushort, string> _texts = [];

    /// <summary>The text with a number: at that offset of the table, or one of the firmware's.</summary>
    /// <exception cref="BadImageFormatException">There is none.</exception>
    public string this[ushort number]
    {
        get
        {
            if (!_texts.TryGetValue(number, out var text))
            {
                _texts.Add(number, text = DeviceStrings.Text(number) ?? Read(number));
            }

            return text;
        }
    }

    private string Read(ushort number)
    {
        PortableFile.Check(number < table.Length, "a text is outside of the table of strings");
        var rest = table.Span[number..];
        var end = rest.IndexOf((byte)0);
        PortableFile.Check(end >= 0, "a text has no end");
        return Encoding.UTF8.GetString(rest[..end]);
    }
}
