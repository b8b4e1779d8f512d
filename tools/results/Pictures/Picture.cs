using System.Security.Cryptography;
using System.Text;

namespace Striate.Results.Pictures;

/// <summary>
/// A picture of a page, stamped with what it shows. Fonts differ from machine to machine, and with them the bytes of a plot; the
/// stamp is the same everywhere, and says whether a file shows the present data.
/// </summary>
/// <param name="File">Name of its file.</param>
/// <param name="Data">All that it shows, as text.</param>
/// <param name="Draw">Draws it as PNG.</param>
public sealed record Picture(string File, string Data, Func<byte[]> Draw)
{
    /// <summary>The stamp: SHA-256 of the data, lower-case hexadecimal.</summary>
    public string Stamp => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Data)));

    /// <summary>The picture with its stamp.</summary>
    public byte[] Png() => PngStamp.Add(Draw(), Stamp);

    /// <summary>Whether a folder has this picture with this data.</summary>
    public bool IsIn(string folder)
    {
        var path = Path.Combine(folder, File);
        return System.IO.File.Exists(path) && PngStamp.Read(System.IO.File.ReadAllBytes(path)) == Stamp;
    }
}
