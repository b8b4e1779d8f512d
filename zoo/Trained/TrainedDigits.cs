using Striate.Model.Packaging;

namespace Striate.Zoo.Trained;

/// <summary>
/// The trained network of the zoo: 8x8 digits, the package of <c>examples/digits</c>, which says how it was trained.
/// </summary>
public static class TrainedDigits
{
    /// <summary>Name in tables.</summary>
    public const string Name = "digits";

    /// <summary>Reads the package.</summary>
    public static LoadedPackage Read()
    {
        const string File = "digits.striate";
        using var stream = typeof(TrainedDigits).Assembly.GetManifestResourceStream(File)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return PackageFile.Parse(bytes, File);
    }
}
