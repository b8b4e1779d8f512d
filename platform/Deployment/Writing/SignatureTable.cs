using System.Runtime.InteropServices;

namespace Striate.Platform.Deployment.Writing;

/// <summary>
/// The signatures of a .pe, and the data of its fields. What already stands somewhere in the table is not written again, but
/// for its very end (nanoSignaturesTable.cs, GetOrCreateSignatureIdImpl).
/// </summary>
internal sealed class SignatureTable(string assembly)
{
    private readonly Dictionary<string, ushort> _offsets = new(StringComparer.Ordinal);
    private readonly List<byte> _bytes = [];

    public ReadOnlySpan<byte> Bytes => CollectionsMarshal.AsSpan(_bytes);

    /// <summary>The offset of bytes, which are put in unless they are there.</summary>
    /// <exception cref="UnportableException">The table is full.</exception>
    public ushort Add(ReadOnlySpan<byte> signature)
    {
        var key = Convert.ToHexString(signature);
        if (!_offsets.TryGetValue(key, out var offset))
        {
            var present = signature.Length < _bytes.Count ? Bytes[..^1].IndexOf(signature) : -1;
            offset = present < 0 ? Append(signature) : (ushort)present;
            _offsets.Add(key, offset);
        }

        return offset;
    }

    private ushort Append(ReadOnlySpan<byte> signature)
    {
        var offset = _bytes.Count;
        if (offset + signature.Length > ushort.MaxValue)
        {
            throw new UnportableException(Diagnostic.Create(
                DiagnosticNumbers.SignatureBytes, Place.Assembly(assembly), $"{offset + signature.Length:N0} bytes of signatures and field data; an assembly holds {ushort.MaxValue:N0}",
                offset + signature.Length, ushort.MaxValue));
        }

        _bytes.AddRange(signature);
        return (ushort)offset;
    }
}
