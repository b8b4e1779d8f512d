using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Loading;
using Striate.Model.Packaging;
using Striate.Platform;

namespace Striate.Codegen.Emission;

/// <summary>
/// The file that ties the firmware to one network: fixed names for the generated classes, and golden vectors for the
/// self-test. It belongs to the assembly of the firmware.
/// </summary>
public static class FirmwareEmission
{
    private const int ValuesPerLine = 16;

    /// <summary>The folder of the file, which no assembly of the network has as its name.</summary>
    public const string FolderSuffix = ".Firmware";

    /// <summary>Adds the file to the code of a network.</summary>
    /// <param name="code">The code.</param>
    /// <param name="package">The package that it was generated from.</param>
    /// <param name="options">The options that it was generated with.</param>
    /// <param name="packageSha256">For the stamp.</param>
    /// <param name="count">Golden vectors to take from the package, at most.</param>
    /// <exception cref="ArgumentException">The package has no golden vectors, or more are wanted than an assembly holds.</exception>
    public static GeneratedCode AddTo(
        GeneratedCode code, ModelPackage package, GeneratorOptions options, string packageSha256, int count)
    {
        ImmutableArray<GoldenVector> vectors = [.. package.GoldenVectors.Take(count)];
        var network = package.Network;
        var bytesPerVector = network.Input.Shape.Length + (4 * (network.Layers.Length + network.Logits.Shape.Length));
        var limit = Limits.AssemblyInitialisers.Works;
        if (vectors.IsEmpty || (long)vectors.Length * bytesPerVector > limit)
        {
            throw new ArgumentException(vectors.IsEmpty
                ? $"network '{network.Name}': the package has no golden vectors for the firmware's self-test"
                : $"network '{network.Name}': {vectors.Length} golden vectors of {bytesPerVector} bytes; an assembly holds {limit} bytes of tables");
        }

        var text = Templates.Render("firmware", new
        {
            Stamp = Stamp.Of(network.Name, packageSha256, options),
            code.Namespace,
            Class = code.NetworkClass,
            Name = Identifiers.Literal(network.Name),
            HasLabels = network.Labels.Length > 0,
            Layers = network.Layers.Select(layer => Identifiers.Literal(layer.Name)).ToArray(),
            GoldenVectors = vectors.Length,
            Inputs = Lines(vectors.SelectMany(vector => vector.Input), value => value.ToString(CultureInfo.InvariantCulture)),
            Crcs = Lines(vectors.SelectMany(vector => vector.LayerCrcs), value => "0x" + value.ToString("X8", CultureInfo.InvariantCulture)),
            Logits = Lines(vectors.SelectMany(vector => vector.Logits), value => value.ToString(CultureInfo.InvariantCulture)),
        });
        return code with { Files = code.Files.Add(new GeneratedFile(code.NetworkClass + FolderSuffix, "Model.cs", text, Layer: null)) };
    }

    private static string[] Lines<T>(IEnumerable<T> values, Func<T, string> text) =>
        [.. values.Chunk(ValuesPerLine).Select(line => string.Join(", ", line.Select(text)))];
}
