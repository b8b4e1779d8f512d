using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Striate.Codegen;
using Striate.Platform.Checking;
using Striate.Verification;

namespace Striate.Projects;

/// <summary>What generated code costs and how well it does; kept beside it, so that the next generation can tell what changed.</summary>
/// <param name="PackageSha256">The package that it was generated from.</param>
/// <param name="Options">The options that it was generated with.</param>
/// <param name="Accuracy">On the integer reference; null where no accuracy was asked for.</param>
/// <param name="Vectors">Inputs that were equal on integer reference, desktop .NET and emulator.</param>
/// <param name="Instructions">IL instructions of one inference, mean of these inputs.</param>
/// <param name="MaximumInstructions">Of the slowest of them.</param>
/// <param name="IlBytes">Bytes of IL in all assemblies.</param>
/// <param name="TableBytes">Bytes of constant tables.</param>
/// <param name="HeapBytes">Managed heap, bytes of a device: objects, frames, the loader's tables.</param>
/// <param name="FlashBytes">Bytes of flash that the assemblies take.</param>
/// <param name="Layers">Every layer; the network class itself comes last under its own name.</param>
public sealed record Figures(
    string PackageSha256,
    string Options,
    AccuracyFigure? Accuracy,
    int Vectors,
    double Instructions,
    long MaximumInstructions,
    long IlBytes,
    long TableBytes,
    long HeapBytes,
    [property: JsonPropertyName("codeBytes")] long FlashBytes,
    ImmutableArray<LayerCost> Layers
)
{
    /// <summary>The figures of code that was verified.</summary>
    public static Figures Of(BuildResult build, VerificationReport report, string packageSha256, string options, AccuracyFigure? accuracy)
    {
        var bytes = build
            .Assemblies.SelectMany(assembly => AssemblyMetrics.Of(assembly.Image).Methods)
            .ToLookup(method => LayerOf(build.Code, method.Type), method => (long)method.IlBytes);
        return new Figures(
            packageSha256,
            options,
            accuracy,
            report.Vectors,
            Math.Round(report.Instructions.Mean, 1),
            report.Instructions.Maximum,
            build.IlBytes,
            report.TableBytes,
            build.Map.TotalBytes,
            build.FlashBytes,
            [.. report.Layers.Select(layer => new LayerCost(layer.Layer, Math.Round(layer.Mean, 1), bytes[layer.Layer].Sum()))]
        );
    }

    private static string LayerOf(GeneratedCode code, string type) =>
        code.LayerOfClass.GetValueOrDefault(type[(type.LastIndexOf('.') + 1)..], code.NetworkClass);
}

/// <summary>An accuracy and what it was judged on.</summary>
/// <param name="DataSet">Name of the data set.</param>
/// <param name="DataSetSha256">Its checksum.</param>
/// <param name="Samples">Test samples.</param>
/// <param name="Correct">Those whose class the integer reference finds.</param>
/// <param name="Percent">Rounded to two decimals.</param>
public sealed record AccuracyFigure(string DataSet, string DataSetSha256, int Samples, int Correct, double Percent);

/// <summary>What one layer costs.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Instructions">IL instructions per inference.</param>
/// <param name="IlBytes">Bytes of IL of its classes.</param>
public sealed record LayerCost(string Layer, double Instructions, long IlBytes);
