using System.Buffers.Binary;
using System.Collections.Immutable;
using Striate.Import.Source;

namespace Striate.Import.Shapes;

/// <summary>What is known while shapes are worked out, operator by operator.</summary>
internal sealed class ShapeScope(SourceModel model)
{
    private const int MostFolded = 64;

    private readonly ImmutableArray<int>[] _shapes = [.. model.Tensors.Select(tensor => tensor.IsConstant ? tensor.Shape : default)];
    private readonly Dictionary<int, ImmutableArray<int>> _integers = [];

    public SourceModel Model => model;

    /// <summary>The shape of an operand.</summary>
    public ImmutableArray<int> Of(SourceNode node, int operand)
    {
        var tensor = Operand(node, operand);
        return _shapes[tensor] is { IsDefault: false } shape
            ? ShapeInference.RequireSides(node, model.Tensors[tensor], shape)
            : throw Problems.WrongShape(node, $"it reads {model.Tensors[tensor]}, which no operator before it writes");
    }

    /// <summary>The values of an operand that is a constant vector of integers.</summary>
    public ImmutableArray<int> Integers(SourceNode node, int operand) =>
        FindIntegers(Operand(node, operand)) ?? throw Problems.UnsupportedOption(node, $"operand {operand} is not constant");

    /// <summary>The values of a tensor, if they are constant integers and few.</summary>
    public ImmutableArray<int>? FindIntegers(int tensor)
    {
        if (_integers.TryGetValue(tensor, out var folded))
        {
            return folded;
        }

        var source = model.Tensors[tensor];
        return source is { IsConstant: true, Type: TensorType.Int32 } && source.Data.Length <= MostFolded * sizeof(int)
            ? [.. new IntVector(source.Data).Values()]
            : null;
    }

    public void Set(int tensor, ImmutableArray<int> shape) => _shapes[tensor] = shape;

    public void Fold(int tensor, ImmutableArray<int> values) => _integers[tensor] = values;

    public ShapedModel Result() => new(model, [.. _shapes], _integers.ToImmutableDictionary());

    private static int Operand(SourceNode node, int operand) =>
        node.Has(operand) ? node.Inputs[operand] : throw Problems.WrongShape(node, $"operand {operand} is missing");
}
