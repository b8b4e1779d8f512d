using System.Collections.Immutable;
using Striate.Import.Onnx.Calibration;
using Striate.Model.Packaging;

namespace Striate.Import;

/// <summary>What came of a model.</summary>
/// <param name="Package">The network, with golden vectors and the source model's part; null where anything was refused.</param>
/// <param name="Source">Where the network came from; null where anything was refused.</param>
/// <param name="Operators">What became of each operator that was taken over or left out.</param>
/// <param name="Problems">Everything that was refused; empty: nothing.</param>
public sealed record ImportResult(
    ModelPackage? Package,
    SourceModelPart? Source,
    ImmutableArray<OperatorReport> Operators,
    ImmutableArray<ImportProblem> Problems
)
{
    /// <summary>The model file; null where only its bytes are known.</summary>
    public string? File { get; init; }

    /// <summary>The model in real numbers; null: it was quantised already.</summary>
    public FloatSource? Float { get; init; }

    /// <summary>Full paths of files beside the model that hold its weights.</summary>
    public ImmutableArray<string> WeightFiles { get; init; } = [];

    /// <summary>
    /// Where each of the model's input values stands in the package's input; empty: channels come first there, or nothing is known.
    /// </summary>
    public ImmutableArray<int> InputPlaces { get; init; } = [];

    /// <summary>
    /// Whether the model reads integers, those of the package or, as uint8, 128 more; else it reads the numbers that they stand for.
    /// </summary>
    public bool ReadsIntegers { get; init; }

    /// <summary>The model's name of the tensor that a layer's output equals, by layer; those that no tensor equals are left out.</summary>
    public ImmutableDictionary<string, string> LayerTensors { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The package of a model that was taken over.</summary>
    /// <exception cref="ImportException">It was not; the message holds the first reason.</exception>
    public ModelPackage Required() =>
        Package
        ?? throw new ImportException(
            Problems.Length == 1
                ? Problems[0]
                : Problems[0] with
                {
                    Remedy = $"{Problems[0].Remedy} (and {Problems.Length - 1} more: 'striate import --check' lists them)",
                },
            file: File
        );
}
