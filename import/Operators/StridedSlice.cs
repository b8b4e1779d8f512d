using System.Collections.Immutable;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;

namespace Striate.Import.Operators;

/// <summary>STRIDED_SLICE of a constant vector.</summary>
internal sealed class StridedSliceRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["STRIDED_SLICE"];

    public override string Supported => "on integers that are constant";

    public override string Becomes => "none: folded";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node) => IsScalar(node) ? [] : [Values(scope, node).Length];

    public override ImmutableArray<int>? Fold(ShapeScope scope, SourceNode node) => Values(scope, node);

    private static bool IsScalar(SourceNode node) => node.Options?.Int(4) == 1;

    private static ImmutableArray<int> Values(ShapeScope scope, SourceNode node)
    {
        var (vector, begin, end, step) = (
            scope.Integers(node, 0),
            scope.Integers(node, 1),
            scope.Integers(node, 2),
            scope.Integers(node, 3)
        );
        var options = node.Options;
        if (begin.Length != 1 || end.Length != 1 || step is not [1] || options?.Int(2) > 0 || options?.Int(3) > 0)
        {
            throw Problems.UnsupportedOption(node, "a slice of more than one dimension, or in steps");
        }

        var first = options?.Int(0) == 1 ? 0 : Place(begin[0], vector.Length);
        var last =
            IsScalar(node) ? first + 1
            : options?.Int(1) == 1 ? vector.Length
            : Place(end[0], vector.Length);
        return first < last && last <= vector.Length
            ? vector[first..last]
            : throw Problems.WrongShape(node, $"it slices {first}..{last} of {vector.Length} integers");
    }

    private static int Place(int position, int length) => Math.Clamp(position < 0 ? position + length : position, 0, length);

    public override void TakeOver(NetworkBuilder network, SourceNode node) =>
        throw Problems.UnsupportedOption(node, "its integers are no constants");
}
