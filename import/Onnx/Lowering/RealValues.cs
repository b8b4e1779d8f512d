using System.Collections.Immutable;
using Striate.Import.Onnx.Reading;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Onnx.Lowering;

/// <summary>A tensor of real numbers that is not quantised yet: what a layer will have to compute.</summary>
/// <param name="Nodes">The operators that it takes, in order; not those that only turn bytes into numbers.</param>
internal abstract record RealValue(ImmutableArray<OnnxNode> Nodes)
{
    /// <summary>A function that comes behind it, element by element; null: none.</summary>
    public Func<double, double>? Function { get; init; }

    /// <summary>The value with a function behind it.</summary>
    public RealValue With(OnnxNode node, Func<double, double> function)
    {
        var before = Function;
        return this with { Nodes = Nodes.Add(node), Function = before is null ? function : value => function(before(value)) };
    }

    /// <summary>What the function makes of a number.</summary>
    public double Apply(double value) => Function?.Invoke(value) ?? value;
}

/// <summary>The numbers that bytes stand for.</summary>
/// <param name="Flow">The bytes.</param>
/// <param name="Nodes">The operators behind them.</param>
internal sealed record Dequantised(Flow Flow, ImmutableArray<OnnxNode> Nodes) : RealValue(Nodes)
{
    /// <summary>The number that a byte became.</summary>
    public double Real(int value) => Apply(Flow.Real(value));
}

/// <summary>A factor and an offset for each channel, before the function.</summary>
/// <param name="Flow">The bytes that it works on.</param>
/// <param name="Factors">By channel.</param>
/// <param name="Offsets">By channel.</param>
/// <param name="Nodes">Its operators.</param>
internal sealed record PerChannel(Flow Flow, ImmutableArray<double> Factors, ImmutableArray<double> Offsets, ImmutableArray<OnnxNode> Nodes)
    : RealValue(Nodes);

/// <summary>The requantisation of accumulators; null: they come out as they are.</summary>
/// <param name="ranges">What accumulators can reach, by channel.</param>
/// <param name="share">What one of an accumulator stands for, as a multiple of what it is for the whole window.</param>
internal delegate Requantisation? Requantise(IReadOnlyList<AccumulatorRange> ranges, double share);

/// <summary>Sums of products, before the function: <c>accumulator * factor + offset</c>.</summary>
/// <param name="Source">The bytes that it reads.</param>
/// <param name="Sides">The tensor's extents in the source model.</param>
/// <param name="Map">Height, width, channels of the output.</param>
/// <param name="Ranges">What accumulators can reach, by channel.</param>
/// <param name="Factors">By channel.</param>
/// <param name="Offsets">By channel.</param>
/// <param name="Make">The layer of a name and a map, and what requantises its accumulators.</param>
/// <param name="Nodes">Its operators.</param>
internal sealed record Sums(
    Flow Source,
    ImmutableArray<int> Sides,
    Shape Map,
    ImmutableArray<AccumulatorRange> Ranges,
    ImmutableArray<double> Factors,
    ImmutableArray<double> Offsets,
    Func<string, FeatureMap, Requantise, Layer> Make,
    ImmutableArray<OnnxNode> Nodes
) : RealValue(Nodes);

/// <summary>Two tensors, element by element, before the function.</summary>
/// <param name="A">The first.</param>
/// <param name="B">The second.</param>
/// <param name="Kind">Add, Sub or Mul.</param>
/// <param name="Nodes">Its operators.</param>
internal sealed record Pair(Dequantised A, Dequantised B, string Kind, ImmutableArray<OnnxNode> Nodes) : RealValue(Nodes);

/// <summary>Tensors joined along channels, before the function.</summary>
/// <param name="Parts">In order.</param>
/// <param name="Sides">The tensor's extents in the source model.</param>
/// <param name="Nodes">Its operators.</param>
internal sealed record Joined(ImmutableArray<Dequantised> Parts, ImmutableArray<int> Sides, ImmutableArray<OnnxNode> Nodes)
    : RealValue(Nodes);

/// <summary>The network's input as real numbers, before the operator that quantises it.</summary>
/// <param name="Sides">The tensor's extents in the source model.</param>
/// <param name="Places">For each element its place in the network's input.</param>
/// <param name="Nodes">Operators that only moved or multiplied data.</param>
/// <param name="Factor">What the input was multiplied with; above 0.</param>
internal sealed record RawInput(ImmutableArray<int> Sides, int[] Places, ImmutableArray<OnnxNode> Nodes, double Factor = 1)
    : RealValue(Nodes);
