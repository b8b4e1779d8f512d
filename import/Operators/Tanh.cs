using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Operators;

/// <summary>TANH in Q4.27.</summary>
internal sealed class TanhRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["TANH"];

    public override string Supported => "all";

    public override string Becomes => "look-up table";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node) => Table.Infer(scope, node);

    public override void TakeOver(NetworkBuilder network, SourceNode node)
    {
        var source = network.Input(node, 0);
        var (input, output) = (network.MapOf(node, source), network.MapOf(node, network.Output(node)));
        Table.RequireOutput(node, output, 1.0 / 128, 0);
        var saturating = Saturating.Of(input.Scale);
        Table.Add(
            network,
            node,
            source,
            output,
            value =>
                saturating.Apply(
                    value - input.ZeroPoint,
                    sbyte.MinValue,
                    sbyte.MaxValue,
                    x => FixedPoint.DivideByPowerOfTwo(Transcendental.Tanh(x), 24)
                )
        );
    }
}
