using System.Collections.Immutable;
using Striate.Emulator;

namespace Striate.Verification;

/// <summary>What came out of running generated assemblies beside the integer reference.</summary>
/// <param name="Vectors">Inputs that were run.</param>
/// <param name="Different">Numbers of the inputs whose logits or layers are not the same on reference, desktop .NET and emulator.</param>
/// <param name="TracedVectors">Inputs for which the CRC of every layer was compared as well.</param>
/// <param name="FirstDifference">Of the input that comes first; null when there is none.</param>
/// <param name="Allocations">Objects that all calls of Run together put on the heap, after one call that is not counted.</param>
/// <param name="Instructions">IL instructions of one inference, over all inputs.</param>
/// <param name="Layers">Mean instructions per inference of each layer; the network class itself comes last under its own name.</param>
/// <param name="IlBytes">Bytes of IL in all assemblies but the trace.</param>
/// <param name="TableBytes">Bytes of constant tables.</param>
/// <param name="HeapBytes">Managed heap in use after a call of Run, in bytes of a device: tables, working memory, logits.</param>
/// <param name="DenseMacs">Dense-equivalent multiply-accumulates of one inference.</param>
public sealed record VerificationReport(
    int Vectors,
    ImmutableArray<int> Different,
    int TracedVectors,
    Difference? FirstDifference,
    long Allocations,
    InstructionFigures Instructions,
    ImmutableArray<LayerInstructions> Layers,
    int IlBytes,
    int TableBytes,
    long HeapBytes,
    long DenseMacs
)
{
    /// <summary>Mean cost units of one inference: instructions weighted by opcode.</summary>
    public double CostUnits { get; init; }

    /// <summary>What every method executed over all inputs together, most instructions first.</summary>
    public ImmutableArray<MethodProfile> Methods { get; init; } = [];

    /// <summary>Inputs whose logits are the same on the reference, desktop .NET and emulator.</summary>
    public int EqualLogits => Vectors - Different.Length;

    /// <summary>Mean instructions of one inference for each dense-equivalent multiply-accumulate.</summary>
    public double InstructionsPerDenseMac => DenseMacs == 0 ? 0 : Instructions.Mean / DenseMacs;

    /// <summary>Every executor computed what the reference computes, and nothing was allocated.</summary>
    public bool Passed => Different.IsEmpty && Allocations == 0;
}

/// <summary>Where an executor left the reference.</summary>
/// <param name="Vector">Number of the input, from 0.</param>
/// <param name="Executor">desktop or emulator.</param>
/// <param name="Layer">The first layer whose CRC differs, or null when the run ended in an error.</param>
/// <param name="Reason">What differs.</param>
public sealed record Difference(int Vector, string Executor, string? Layer, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"vector {Vector}, {Executor}, {(Layer is null ? "" : $"layer '{Layer}': ")}{Reason}";
}

/// <summary>IL instructions of one inference, exact.</summary>
/// <param name="Mean">Over all inputs.</param>
/// <param name="Minimum">Of the input that needs fewest.</param>
/// <param name="Maximum">Of the input that needs most.</param>
public sealed record InstructionFigures(double Mean, long Minimum, long Maximum);

/// <summary>Instructions of one layer's classes.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Mean">IL instructions per inference.</param>
/// <param name="CostUnits">Instructions weighted by opcode, per inference.</param>
public sealed record LayerInstructions(string Layer, double Mean, double CostUnits);
