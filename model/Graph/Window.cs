namespace Striate.Model.Graph;

/// <summary>How a kernel or a pooling window moves over a feature map.</summary>
/// <param name="KernelHeight">Rows of the window.</param>
/// <param name="KernelWidth">Columns of the window.</param>
/// <param name="StrideY">Rows between two windows.</param>
/// <param name="StrideX">Columns between two windows.</param>
/// <param name="Padding">Zeros around the input.</param>
public sealed record Window(int KernelHeight, int KernelWidth, int StrideY, int StrideX, Padding Padding)
{
    /// <summary>Cells of the window.</summary>
    public int Cells => KernelHeight * KernelWidth;

    /// <summary>The output extent over an input of the given extent.</summary>
    public Shape Over(Shape input, int outputChannels) =>
        new(
            ((input.Height + Padding.Top + Padding.Bottom - KernelHeight) / StrideY) + 1,
            ((input.Width + Padding.Left + Padding.Right - KernelWidth) / StrideX) + 1,
            outputChannels
        );
}

/// <summary>Zeros added around a feature map; four amounts, because TensorFlow's SAME at stride 2 is asymmetric.</summary>
public readonly record struct Padding(int Top, int Left, int Bottom, int Right)
{
    /// <summary>No padding.</summary>
    public static readonly Padding None;

    /// <summary>The same amount on all four sides.</summary>
    public static Padding All(int amount) => new(amount, amount, amount, amount);
}
