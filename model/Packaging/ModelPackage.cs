using System.Collections.Immutable;
using Striate.Model.Graph;

namespace Striate.Model.Packaging;

/// <summary>What the trainer hands to the generator: one file, see <see cref="PackageFile"/>.</summary>
/// <param name="Network">A valid network.</param>
/// <param name="Report">How it was trained, if it was.</param>
/// <param name="GoldenVectors">Inputs with what the integer reference computes for them; may be empty.</param>
public sealed record ModelPackage(Network Network, TrainingReport? Report, ImmutableArray<GoldenVector> GoldenVectors)
{
    /// <summary>Parts with names of <see cref="OptionalPartNames"/>, each once, in the order of that list.</summary>
    public ImmutableArray<OptionalPart> OptionalParts { get; init; } = [];
}

/// <summary>A part that a package may have.</summary>
/// <param name="Name">One of <see cref="OptionalPartNames"/>.</param>
/// <param name="Content">Its bytes; they mean something to those alone who know that name.</param>
public sealed record OptionalPart(string Name, ImmutableArray<byte> Content);

/// <summary>One input and what the integer reference computes for it; nothing else ever writes one.</summary>
/// <param name="Input">One byte per value, height, width, channel.</param>
/// <param name="LayerCrcs">CRC-32 of every layer's output, in layer order.</param>
/// <param name="Logits">The last layer's output.</param>
public sealed record GoldenVector(ImmutableArray<byte> Input, ImmutableArray<uint> LayerCrcs, ImmutableArray<int> Logits);

/// <summary>A package as it was read from a file.</summary>
/// <param name="Package">The package.</param>
/// <param name="Sha256">SHA-256 of the whole file, 64 lower-case hexadecimal digits; generated code is stamped with it.</param>
public sealed record LoadedPackage(ModelPackage Package, string Sha256);
