using System.Collections.Immutable;
using Striate.Import.Source;
using Striate.Model.Graph;

namespace Striate.Import.Shapes;

/// <summary>Windows as TensorFlow Lite moves them.</summary>
internal static class WindowShape
{
    private const int Same = 0;
    private const int Valid = 1;

    /// <summary>A window over a map of height and width.</summary>
    /// <param name="node">For errors.</param>
    /// <param name="input">[1, height, width, channels].</param>
    /// <param name="kernel">Rows and columns, dilation included.</param>
    /// <param name="stride">Rows and columns.</param>
    /// <param name="padding">SAME or VALID, as the file has it.</param>
    public static Window Of(SourceNode node, ImmutableArray<int> input, (int Y, int X) kernel, (int Y, int X) stride, int padding)
    {
        const int Maximum = NetworkLimits.MaximumWindowSide;
        if (input.Length != 4)
        {
            throw Problems.WrongShape(node, $"its input is {ShapeInference.Text(input)}; four dimensions are needed");
        }

        if (kernel is not (>= 1 and <= Maximum, >= 1 and <= Maximum) || stride is not (>= 1 and <= Maximum, >= 1 and <= Maximum))
        {
            throw Problems.UnsupportedOption(
                node,
                $"a window of {kernel.Y}x{kernel.X} in steps of {stride.Y}x{stride.X}; must be 1 to {Maximum}"
            );
        }

        if (padding is not (Same or Valid))
        {
            throw Problems.UnsupportedOption(node, $"padding {padding}; SAME and VALID are supported");
        }

        var (top, bottom) = padding == Same ? SameAxis(input[1], kernel.Y, stride.Y) : (0, 0);
        var (left, right) = padding == Same ? SameAxis(input[2], kernel.X, stride.X) : (0, 0);
        var window = new Window(kernel.Y, kernel.X, stride.Y, stride.X, new Padding(top, left, bottom, right));
        return input[1] + top + bottom >= kernel.Y && input[2] + left + right >= kernel.X
            ? window
            : throw Problems.WrongShape(node, $"a window of {kernel.Y}x{kernel.X} does not fit into {ShapeInference.Text(input)}");
    }

    /// <summary>The shape of what a window writes.</summary>
    public static ImmutableArray<int> Output(Window window, ImmutableArray<int> input, int channels)
    {
        var shape = window.Over(new Shape(input[1], input[2], 1), channels);
        return [input[0], shape.Height, shape.Width, channels];
    }

    // The odd cell goes behind.
    private static (int Before, int After) SameAxis(int input, int kernel, int stride)
    {
        var outputs = ((input - 1) / stride) + 1;
        var total = Math.Max(((outputs - 1) * stride) + kernel - input, 0);
        return (total / 2, total - (total / 2));
    }
}
