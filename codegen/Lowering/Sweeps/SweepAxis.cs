namespace Striate.Codegen.Lowering;

/// <summary>One axis of a convolution, vertical or horizontal.</summary>
/// <param name="Input">Extent of the input.</param>
/// <param name="Output">Extent of the output.</param>
/// <param name="Kernel">Cells of the kernel.</param>
/// <param name="Stride">Input cells between two windows.</param>
/// <param name="Before">Zeros before the input.</param>
public readonly record struct SweepAxis(int Input, int Output, int Kernel, int Stride, int Before)
{
    /// <summary>Input cells modulo the stride that the kernel reads.</summary>
    public int Phases => Math.Min(Stride, Kernel);

    /// <summary>Windows that the kernel reaches beyond its own, within a phase.</summary>
    public int Halo => (Kernel - 1) / Stride;

    /// <summary>Zeros after the input that the last window reads.</summary>
    public int After => Math.Max(0, ((Output - 1) * Stride) + Kernel - Before - Input);

    /// <summary>First and one past the last index in a phase that lie on the input, among the first <paramref name="count"/>.</summary>
    public (int First, int End) Valid(int phase, int count)
    {
        var first = Math.Max(0, (Before - phase + Stride - 1) / Stride);
        var end = Math.Min(count, ((Input - 1 + Before - phase) / Stride) + 1);
        return Input - 1 + Before - phase < 0 ? (0, 0) : (first, Math.Max(first, end));
    }
}
