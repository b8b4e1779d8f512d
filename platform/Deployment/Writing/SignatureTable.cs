namespace Striate.Platform.Deployment.Writing;

/// <summary>The signatures of a .pe, and the data of its fields, as many as an assembly holds.</summary>
internal sealed class SignatureTable(string assembly)
{
    private readonly SignatureBytes _bytes = new();

    public ReadOnlySpan<byte> Bytes => _bytes.Bytes;

    /// <summary>The offset of bytes, which are put in unless they are there.</summary>
    /// <exception cref="UnportableException">The table is full.</exception>
    public ushort Add(ReadOnlySpan<byte> signature)
    {
        var offset = _bytes.Add(signature);
        if (Bytes.Length > ushort.MaxValue)
        {
            throw new UnportableException(
                Diagnostic.Create(
                    DiagnosticNumbers.SignatureBytes,
                    Location.Assembly(assembly),
                    $"{Bytes.Length:N0} bytes of signatures and field data; an assembly holds {ushort.MaxValue:N0}",
                    Bytes.Length,
                    ushort.MaxValue
                )
            );
        }

        return (ushort)offset;
    }
}
