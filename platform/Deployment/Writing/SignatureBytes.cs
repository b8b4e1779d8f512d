using System.Runtime.InteropServices;

namespace Striate.Platform.Deployment.Writing;

/// <summary>
/// The signatures of a .pe, and the data of its fields, whatever they take. What already stands somewhere is not written again, but
/// for the very end (nanoSignaturesTable.cs, GetOrCreateSignatureIdImpl).
/// </summary>
internal sealed class SignatureBytes
{
    private readonly Dictionary<string, int> _offsets = new(StringComparer.Ordinal);
    private readonly List<byte> _bytes = [];

    public ReadOnlySpan<byte> Bytes => CollectionsMarshal.AsSpan(_bytes);

    /// <summary>The offset of bytes, which are put in unless they are there.</summary>
    public int Add(ReadOnlySpan<byte> signature)
    {
        var key = Convert.ToHexString(signature);
        if (!_offsets.TryGetValue(key, out var offset))
        {
            offset = signature.Length < _bytes.Count ? Bytes[..^1].IndexOf(signature) : -1;
            if (offset < 0)
            {
                offset = _bytes.Count;
                _bytes.AddRange(signature);
            }

            _offsets.Add(key, offset);
        }

        return offset;
    }
}
