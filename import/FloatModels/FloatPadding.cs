using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;

namespace Striate.Import.FloatModels;

/// <summary>PAD of real numbers: zeros around a map that convolutions alone read are padding of theirs.</summary>
internal static class FloatPadding
{
    private const string Remedy =
        "pad with zeros right before convolutions (padding = 'same' does), or quantise the source network to int8";

    /// <summary>The zeros that a PAD or PADV2 puts around its map.</summary>
    /// <exception cref="ImportException">It pads something else, or with another number, or somebody else reads it.</exception>
    public static Padding Of(FloatOperands graph, SourceNode node)
    {
        var amounts = graph.Integers(node, 1);
        if (node.Has(2) && graph.Reals(node.Inputs[2]) is not [0])
        {
            throw Problems.At(node, Problems.Option, "padding with another value than 0", Remedy);
        }

        if (amounts is not [0, 0, var top, var bottom, var left, var right, 0, 0])
        {
            throw Problems.At(
                node,
                Problems.Option,
                $"padding by {ShapeInference.Text(amounts)}; rows and columns alone are padded in a float model",
                Remedy
            );
        }

        return graph.IsReadBy(
            node.Outputs[0],
            reader => reader.Kind is "CONV_2D" or "DEPTHWISE_CONV_2D" && reader.Inputs.LastIndexOf(node.Outputs[0]) == 0
        )
            ? new Padding(top, left, bottom, right)
            : throw Problems.At(node, Problems.Operator, "operators other than convolutions read what it pads", Remedy);
    }

    /// <summary>Zeros around zeros.</summary>
    public static Padding Sum(Padding one, Padding other) =>
        new(one.Top + other.Top, one.Left + other.Left, one.Bottom + other.Bottom, one.Right + other.Right);

    /// <summary>A layer's window has at least one cell on its map.</summary>
    /// <exception cref="ImportException">One would lie in the padding.</exception>
    public static void Require(SourceNode node, Window window)
    {
        var (top, left, bottom, right) = window.Padding;
        if (Math.Max(top, bottom) >= window.KernelHeight || Math.Max(left, right) >= window.KernelWidth)
        {
            throw Problems.At(
                node,
                Problems.Option,
                $"padding of {top}, {bottom} rows and {left}, {right} columns with that of the PAD before it; less than the kernel of {window.KernelHeight}x{window.KernelWidth} is supported",
                Remedy
            );
        }
    }
}
