using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Writing;

/// <summary>The texts of a .pe, as many as an assembly holds; a text's number is its offset.</summary>
internal sealed class StringTable(string assembly)
{
    private readonly Location _place = Location.Assembly(assembly);
    private readonly TextBytes _bytes = new();

    public ReadOnlySpan<byte> Bytes => _bytes.Bytes;

    /// <summary>The number of a text, which is put in unless it is there or the firmware has it.</summary>
    /// <exception cref="UnportableException">The table is full.</exception>
    public ushort Add(string text)
    {
        var before = Bytes.Length;
        var number = _bytes.Add(text);
        var isFull = Bytes.Length > ushort.MaxValue || before >= DeviceStrings.LowestNumber;
        return Bytes.Length == before || !isFull
            ? (ushort)number
            : throw new UnportableException(Diagnostic.Exceeds(Limits.AssemblyStrings, _place, Bytes.Length));
    }
}
