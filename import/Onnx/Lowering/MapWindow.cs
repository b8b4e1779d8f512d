using System.Collections.Immutable;
using Striate.Import.Onnx.Operators;
using Striate.Model.Graph;

namespace Striate.Import.Onnx.Lowering;

/// <summary>ONNX's windows over one or two dimensions as windows over height and width.</summary>
internal static class MapWindow
{
    /// <summary>The window over a map.</summary>
    /// <param name="operands">For errors.</param>
    /// <param name="windows">As ONNX moves it.</param>
    /// <param name="map">Height, width, channels.</param>
    public static Window Of(Operands operands, Windows windows, Shape map)
    {
        var (kernel, stride, dilation) = (Pair(windows.Kernel), Pair(windows.Strides), Pair(windows.Dilations));
        var (before, after, output) = (Pair(windows.Before, 0), Pair(windows.After, 0), Pair(windows.Output));
        var (height, width) = (((kernel.Y - 1) * dilation.Y) + 1, ((kernel.X - 1) * dilation.X) + 1);

        // With ceil_mode the last window may reach beyond the padding: it takes more.
        var bottom = Math.Max(after.Y, ((output.Y - 1) * stride.Y) + height - map.Height - before.Y);
        var right = Math.Max(after.X, ((output.X - 1) * stride.X) + width - map.Width - before.X);
        const int Maximum = NetworkLimits.MaximumWindowSide;
        return height <= Maximum && width <= Maximum && stride.Y <= Maximum && stride.X <= Maximum
            ? new Window(height, width, stride.Y, stride.X, new Padding(before.Y, before.X, bottom, right))
            : throw operands.Unsupported($"a window of {height}x{width} in steps of {stride.Y}x{stride.X}; at most {Maximum} are allowed");
    }

    /// <summary>Numbers of rows and columns; one dimension is the columns.</summary>
    public static (int Y, int X) Pair(ImmutableArray<int> sides, int otherwise = 1) =>
        sides.Length == 1 ? (otherwise, sides[0]) : (sides[0], sides[1]);
}
