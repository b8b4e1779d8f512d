using System.Collections.Immutable;
using System.Diagnostics;

namespace Striate.Model.Graph.Layers;

/// <summary>
/// The latest steps of a map that arrives block after block: those that it kept of the blocks before, then the block; of them it writes
/// as many as its output has, from <paramref name="Skip"/> on. Before the first block it keeps zero points. It exists only in the block
/// form of a network, which is made when code is generated and never stored.
/// </summary>
/// <param name="Kept">Steps that it keeps: rows where time runs down, columns where it runs across.</param>
/// <param name="Skip">Steps that it leaves out in front; 0 where it keeps any.</param>
/// <param name="IsDown">Whether time runs down the rows.</param>
public sealed record History(string Name, ImmutableArray<string> Inputs, FeatureMap Output, int Kept, int Skip, bool IsDown)
    : Layer(Name, Inputs, Output)
{
    /// <summary>Values of a step.</summary>
    public int StepLength => (IsDown ? Output.Shape.Width : 1) * Output.Shape.Channels;

    /// <summary>What a stage says that only sees networks of packages.</summary>
    public UnreachableException NotStored => new($"layer '{Name}' belongs to the block form of a network, which is never stored");
}
