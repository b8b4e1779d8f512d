using Striate.Model.Graph;

namespace Striate.Trainer.Networks;

/// <summary>Whether a window goes over a map, and if not, which would.</summary>
internal static class WindowFit
{
    /// <summary>What is wrong with a window over a map, and what fits; null: nothing.</summary>
    /// <param name="window">Of a convolution or a pooling.</param>
    /// <param name="input">The map.</param>
    /// <param name="hasWeights">Whether each cell of the window has weights, which are to see more than padding.</param>
    public static string? Problem(Window window, Shape input, bool hasWeights)
    {
        var (rows, columns) = (Axis.Rows(window, input), Axis.Columns(window, input));
        var size = $"{window.KernelHeight}x{window.KernelWidth}";
        if (!rows.IsPadded || !columns.IsPadded)
        {
            return $"padding must be less than the window of {size}; write pad={rows.Before},{columns.Before},{rows.After},{columns.After} (top,left,bottom,right)";
        }

        if (!rows.Fits || !columns.Fits)
        {
            return $"a window of {size} (rows x columns) does not fit into its input of {input}; one of at most {rows.Most}x{columns.Most} does";
        }

        return hasWeights && Unseen(rows, columns) is { } unseen
            ? $"{unseen} of its {size} kernels (rows x columns) see nothing but padding, because its input is {input}; {Remedy(window, rows, columns, input)}"
            : null;
    }

    private static string Remedy(Window window, Axis rows, Axis columns, Shape input)
    {
        var padding = window.Padding;
        var turned = new Window(
            window.KernelWidth,
            window.KernelHeight,
            window.StrideX,
            window.StrideY,
            new Padding(padding.Left, padding.Top, padding.Right, padding.Bottom)
        );
        return Problem(turned, input, hasWeights: false) is null && Unseen(Axis.Rows(turned, input), Axis.Columns(turned, input)) is null
            ? $"kernels of {turned.KernelHeight}x{turned.KernelWidth} see all of it"
            : $"kernels of at most {rows.MostSeeing}x{columns.MostSeeing} do not";
    }

    private static string? Unseen(Axis rows, Axis columns) =>
        rows.Unseen > 0 ? $"{rows.Unseen} of the {rows.Kernel} rows"
        : columns.Unseen > 0 ? $"{columns.Unseen} of the {columns.Kernel} columns"
        : null;

    /// <summary>A window along the rows or along the columns of a map.</summary>
    private sealed record Axis(int Kernel, int Stride, int PaddingBefore, int PaddingAfter, int Extent)
    {
        public static Axis Rows(Window window, Shape input) =>
            new(window.KernelHeight, window.StrideY, window.Padding.Top, window.Padding.Bottom, input.Height);

        public static Axis Columns(Window window, Shape input) =>
            new(window.KernelWidth, window.StrideX, window.Padding.Left, window.Padding.Right, input.Width);

        public bool IsPadded => (PaddingBefore, PaddingAfter) == (Before, After);

        /// <summary>Padding that is possible.</summary>
        public int Before => Math.Min(PaddingBefore, Kernel - 1);

        public int After => Math.Min(PaddingAfter, Kernel - 1);

        /// <summary>The largest window that fits.</summary>
        public int Most => Math.Min(Kernel, Extent + PaddingBefore + PaddingAfter);

        public bool Fits => Most == Kernel;

        /// <summary>Cells of the window that lie in the padding wherever the window is.</summary>
        public int Unseen
        {
            get
            {
                var last = (Extent + PaddingBefore + PaddingAfter - Kernel) / Stride;
                return Enumerable
                    .Range(0, Kernel)
                    .Count(cell =>
                        !Enumerable
                            .Range(0, last + 1)
                            .Any(position => (position * Stride) + cell - PaddingBefore is var place && place >= 0 && place < Extent)
                    );
            }
        }

        /// <summary>The largest window of an odd side, padded by half of it, whose cells all see some of the map.</summary>
        public int MostSeeing =>
            Enumerable
                .Range(1, Kernel)
                .Last(kernel =>
                    kernel % 2 == 1 && (this with { Kernel = kernel, PaddingBefore = kernel / 2, PaddingAfter = kernel / 2 }).Unseen == 0
                );
    }
}
