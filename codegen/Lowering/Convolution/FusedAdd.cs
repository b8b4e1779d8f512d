using Striate.Codegen.Memory;
using Striate.Codegen.Planning;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Lowering;

/// <summary>
/// A residual addition that the convolution right before it computes while it requantises: the convolution's own values
/// are never stored, and the sum may take the place of the other operand.
/// </summary>
/// <param name="Layer">The addition.</param>
/// <param name="Operand">Number of the operand that the convolution is.</param>
/// <param name="Own">Range of that operand.</param>
/// <param name="Others">Range of the other one, with the zeros around its map.</param>
internal sealed record FusedAdd(Add Layer, int Operand, ValueRange Own, ValueRange Others)
{
    /// <summary>The map that is added.</summary>
    public string Other => Layer.Inputs[1 - Operand];

    // Products of a byte stay far from the ends of an int.
    private const int MostFactor = 1 << 20;

    /// <summary>
    /// The factor of the convolution's values, where a table of products saves something: a multiplication, or the sign of a byte; else 0.
    /// </summary>
    public int Factor =>
        (Operand == 0 ? Layer.MultiplierA : Layer.MultiplierB) is var factor and > -MostFactor and < MostFactor
        && (factor != 1 || Own.Minimum < 0)
            ? factor
            : 0;

    /// <summary>The values that the table of the sum must clamp.</summary>
    public ClampUse Clamp => Operand == 0 ? AddEmission.ClampOf(Layer, Own, Others) : AddEmission.ClampOf(Layer, Others, Own);

    /// <summary>The addition behind a convolution that nothing else reads; null where there is none.</summary>
    public static FusedAdd? Of(LoweringContext context, Convolution layer)
    {
        var next = context.Network.Layers.IndexOf(layer) + 1;
        if (
            next >= context.Network.Layers.Length - 1
            || context.Network.Layers[next] is not Add add
            || context.IsGeneral(add)
            || add.Inputs[0] == add.Inputs[1]
            || !add.Inputs.Contains(layer.Name)
            || context.Network.Layers.Count(reader => reader.Inputs.Contains(layer.Name)) > 1
        )
        {
            return null;
        }

        var operand = add.Inputs.IndexOf(layer.Name);
        var other = context.RangeOf(add, 1 - operand);
        var sum = new FusedAdd(
            add,
            operand,
            context.RangeOf(add, operand),
            new ValueRange(Math.Min(0, other.Minimum), Math.Max(0, other.Maximum))
        );
        return sum.Clamp.IsShort ? sum : null;
    }

    /// <summary>The sum as an element of the clamp table it.</summary>
    /// <param name="context">Has the maps, which are of one geometry.</param>
    /// <param name="own">The convolution's value, as the byte that would have been stored, or its product with the factor.</param>
    /// <param name="isProduct">Whether it is the product.</param>
    /// <param name="index">Variable index of where the sum is stored.</param>
    /// <param name="offset">Constant added to it.</param>
    public Code Value(LoweringContext context, Code own, bool isProduct, Code index, int offset)
    {
        var (sum, other) = (context.Memory.Buffers[Layer.Name], context.Memory.Buffers[Other]);
        var mine = !isProduct && context.Network.MapOf(Layer.Inputs[Operand]).Type.Signed ? own.To("sbyte") : own;
        var theirs = new MapAccess(other).Value(index, offset + other.Offset - sum.Offset);
        var table = TableOf(context);
        var position =
            Operand == 0
                ? AddEmission.TableIndex(Layer, mine, theirs, Own, Others, table, isProduct ? 0 : null)
                : AddEmission.TableIndex(Layer, theirs, mine, Others, Own, table, isProduct ? 1 : null);
        return new Element("d", position);
    }

    /// <summary>The clamp table the sum; kernels call it d.</summary>
    public ClampTable TableOf(LoweringContext context) => context.ClampTableOf(Layer.Minimum, Layer.Maximum)!;
}
