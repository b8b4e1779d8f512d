using System.Collections.Immutable;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;

namespace Striate.Import.Operators;

/// <summary>One operator of TensorFlow Lite: its shape, and the layers that it becomes.</summary>
internal abstract class OperatorRule
{
    /// <summary>The names that it goes by.</summary>
    public abstract ImmutableArray<string> Kinds { get; }

    /// <summary>What of it is taken over; for the page of operators.</summary>
    public abstract string Supported { get; }

    /// <summary>The layers that it becomes; for the page of operators.</summary>
    public abstract string Becomes { get; }

    /// <summary>The shape of its output.</summary>
    /// <exception cref="ImportException">Its operands contradict each other.</exception>
    public abstract ImmutableArray<int> Infer(ShapeScope scope, SourceNode node);

    /// <summary>Its output's integers where they are constant; called behind <see cref="Infer"/>.</summary>
    public virtual ImmutableArray<int>? Fold(ShapeScope scope, SourceNode node) => null;

    /// <summary>Adds its layers.</summary>
    /// <exception cref="ImportException">It asks for what Striate does not have, or its integers cannot be reproduced.</exception>
    public abstract void TakeOver(NetworkBuilder network, SourceNode node);
}

/// <summary>The operators that are taken over; one file each.</summary>
internal static class OperatorRules
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<OperatorRule> All { get; } =
    [
        new AddRule(),
        new AveragePoolRule(),
        new ConcatenationRule(),
        new ConvolutionRule(),
        new DepthwiseConvolutionRule(),
        new DequantizeRule(),
        new FullyConnectedRule(),
        new HardSwishRule(),
        new LeakyReluRule(),
        new LogisticRule(),
        new MaxPoolRule(),
        new MeanRule(),
        new MultiplyRule(),
        new PackRule(),
        new PadRule(),
        new QuantizeRule(),
        new ReluRule(),
        new ReshapeRule(),
        new ShapeRule(),
        new SoftmaxRule(),
        new StridedSliceRule(),
        new TanhRule(),
    ];

    private static readonly Dictionary<string, OperatorRule> s_byKind = All.SelectMany(rule => rule.Kinds.Select(kind => (kind, rule)))
        .ToDictionary(pair => pair.kind, pair => pair.rule);

    /// <exception cref="ImportException">It is not taken over.</exception>
    public static OperatorRule Find(SourceNode node) =>
        s_byKind.GetValueOrDefault(node.Kind)
        ?? throw Problems.At(
            node,
            Problems.Operator,
            "this operator is not taken over",
            "docs/import-operators.md lists what is; rebuild the source network from those"
        );
}
