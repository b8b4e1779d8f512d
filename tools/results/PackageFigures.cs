using System.Collections.Immutable;

namespace Striate.Results;

/// <summary>What a package costs: stored, and as generated code.</summary>
/// <param name="Package">SHA-256 of the package.</param>
/// <param name="DenseMacs">Multiply-accumulates of one inference if every kernel were dense.</param>
/// <param name="KeptMacs">Multiply-accumulates of one inference.</param>
/// <param name="DenseParameters">Weights if every kernel were dense.</param>
/// <param name="KeptParameters">Weights.</param>
/// <param name="Storage">Bytes of all layers with weights.</param>
/// <param name="Code">Generated code, a row for each strategy.</param>
/// <param name="Shapes">The shapes of each convolution; empty for a dense network.</param>
/// <param name="LayerBits">Bits per weight by layer, as <c>--layer-bits</c> has them; null where all have the same.</param>
public sealed record PackageFigures(
    string Package,
    long DenseMacs,
    long KeptMacs,
    long DenseParameters,
    long KeptParameters,
    StorageRow Storage,
    ImmutableArray<CodeFigures> Code,
    ImmutableArray<LayerShapes> Shapes,
    string? LayerBits = null
)
{
    /// <summary>Mean instructions of one inference; null where no such code was measured or a device would refuse it.</summary>
    public double? Instructions(string strategy) => Code.FirstOrDefault(code => code.Strategy == strategy)?.Instructions;

    internal string? Problem() =>
        Code.IsDefault || Shapes.IsDefault || Code.Contains(null!) || Shapes.Contains(null!) ? "an entry of code or shapes is missing"
        : !Texts().All(ResultFile.IsPlain) ? "a text has control characters or marks of a table"
        : !Numbers().All(number => double.IsFinite(number) && number >= 0) || DenseMacs < 1 || DenseParameters < 1
            ? "a number is out of its range"
        : null;

    private IEnumerable<string> Texts() =>
        [
            Package,
            Storage.Layer,
            LayerBits ?? "",
            .. Code.SelectMany(code => new[] { code.Strategy, code.Refusal ?? "" }),
            .. Shapes.SelectMany(layer => layer.Shapes.Keys.Concat([layer.Layer, layer.Kernel])),
        ];

    private IEnumerable<double> Numbers() =>
        [
            KeptMacs,
            KeptParameters,
            Storage.TotalBytes,
            Storage.IndexBitsPerKernel,
            Storage.EqualWidthBitsPerKernel,
            Storage.EntropyPerKernel,
            .. Code.Select(code => code.Instructions ?? 0),
            .. Shapes.SelectMany(layer => layer.Shapes.Values).Select(kernels => (double)kernels),
        ];
}

/// <summary>Generated code of one strategy.</summary>
/// <param name="Strategy">Its name, as <c>striate bench</c> has it.</param>
/// <param name="IlBytes">Bytes of IL.</param>
/// <param name="TableBytes">Bytes of constant tables.</param>
/// <param name="Assemblies">Assemblies of a deployment.</param>
/// <param name="Vectors">Inputs; all had the reference's logits, and its layers.</param>
/// <param name="Instructions">Mean IL instructions of one inference, counted by the emulator; null when the checker refused the
/// code.</param>
/// <param name="HeapBytes">Heap at its highest, all counted: maps, tables, frames, what the loader keeps of the assemblies; null when
/// refused.</param>
/// <param name="Refusal">What the checker found that does not work on a device; null when it found nothing.</param>
public sealed record CodeFigures(
    string Strategy,
    int IlBytes,
    int TableBytes,
    int Assemblies,
    int Vectors,
    double? Instructions = null,
    long? HeapBytes = null,
    string? Refusal = null
);

/// <summary>The shapes that the kernels of one convolution have.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Kernel">Rows and columns, such as 3x3.</param>
/// <param name="Shapes">Kernels by direction and length, such as <c>horizontal 3</c>.</param>
public sealed record LayerShapes(string Layer, string Kernel, ImmutableSortedDictionary<string, int> Shapes);
