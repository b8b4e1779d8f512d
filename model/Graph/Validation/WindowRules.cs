namespace Striate.Model.Graph.Validation;

/// <summary>
/// Windows of convolutions and poolings. Padding smaller than the kernel implies that no window lies wholly in the
/// padding: the first one ends at kernel - top > 0, the last one starts at most at height + bottom - kernel &lt; height.
/// </summary>
internal static class WindowRules
{
    public static void Check(LayerCheck check, Window window, Shape input, Shape output)
    {
        var (top, left, bottom, right) = window.Padding;
        CheckAxis(check, "row", input.Height, output.Height, window.KernelHeight, window.StrideY, top, bottom);
        CheckAxis(check, "column", input.Width, output.Width, window.KernelWidth, window.StrideX, left, right);
    }

    private static void CheckAxis(LayerCheck check, string axis, int input, int output, int kernel, int stride, int before, int after)
    {
        const int Maximum = NetworkLimits.MaximumWindowSide;
        if (
            !check.Require(kernel is >= 1 and <= Maximum, $"a window of {kernel} {axis}s; must be 1 to {Maximum}")
            || !check.Require(stride is >= 1 and <= Maximum, $"a step of {stride} {axis}s; must be 1 to {Maximum}")
            || !check.Require(
                before >= 0 && after >= 0 && before < kernel && after < kernel,
                $"padding of {before} and {after} {axis}s; must be 0 to {kernel - 1}, less than the window"
            )
            || !check.Require(
                (long)input + before + after >= kernel,
                $"a window of {kernel} {axis}s does not fit into {input} with padding {before} and {after}"
            )
        )
        {
            return;
        }

        var expected = (((long)input + before + after - kernel) / stride) + 1;
        check.Require(output == expected, $"its output has {output} {axis}s; its window gives {expected}");
    }
}
