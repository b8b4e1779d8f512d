using System.Runtime.InteropServices;
using System.Text;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Writing;

/// <summary>The texts of a .pe: UTF-8 with a closing NUL, each once; a text's number is its offset.</summary>
internal sealed class StringTable
{
    private readonly Place _place;
    private readonly Dictionary<string, ushort> _numbers = new(StringComparer.Ordinal);
    private readonly List<byte> _bytes = [];

    public StringTable(string assembly)
    {
        _place = Place.Assembly(assembly);
        Add("");
    }

    public ReadOnlySpan<byte> Bytes => CollectionsMarshal.AsSpan(_bytes);

    /// <summary>The number of a text, which is put in unless it is there or the firmware has it.</summary>
    /// <exception cref="UnportableException">The table is full.</exception>
    public ushort Add(string text)
    {
        if (DeviceStrings.TryNumber(text, out var number) || _numbers.TryGetValue(text, out number))
        {
            return number;
        }

        var encoded = Encoding.UTF8.GetBytes(text);
        if (_bytes.Count + encoded.Length + 1 > ushort.MaxValue || _bytes.Count >= DeviceStrings.LowestNumber)
        {
            throw new UnportableException(Diagnostic.Exceeds(Limits.AssemblyStrings, _place, _bytes.Count + encoded.Length + 1));
        }

        number = (ushort)_bytes.Count;
        _numbers.Add(text, number);
        _bytes.AddRange(encoded);
        _bytes.Add(0);
        return number;
    }
}
