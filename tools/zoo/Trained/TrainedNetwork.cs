using System.Collections.Immutable;
using Striate.Model.Packaging;

namespace Striate.Zoo.Trained;

/// <summary>A trained network: the package of a project in <c>examples</c>, whose page says how it was trained.</summary>
/// <param name="Name">Name in tables: the folder of the project.</param>
/// <param name="File">Name of the package.</param>
public sealed record TrainedNetwork(string Name, string File)
{
    /// <summary>All of them, small ones first.</summary>
    public static readonly ImmutableArray<TrainedNetwork> All =
    [
        new("digits", "digits.striate"),
        new("motion", "motion1d.striate"),
        new("fashion-mnist", "lenet.striate"),
        new("cifar10", "resnet8.striate"),
    ];

    /// <summary>Reads the package.</summary>
    public LoadedPackage Read()
    {
        using var stream = typeof(TrainedNetwork).Assembly.GetManifestResourceStream(File)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return PackageFile.Parse(bytes, File);
    }
}
