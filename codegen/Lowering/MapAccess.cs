using Striate.Codegen.Memory;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;

namespace Striate.Codegen.Lowering;

/// <summary>How generated code reads a feature map in the byte arena, which it calls <c>a</c>.</summary>
internal sealed record MapAccess(FeatureBuffer Buffer)
{
    public Shape Shape => Buffer.Map.Shape;

    public int PixelPitch => Buffer.PixelPitch;

    public int RowPitch => Buffer.RowPitch;

    /// <summary>Index of the first value.</summary>
    public int Start => Buffer.Start;

    /// <summary>Between the last value of a row and the first of the next.</summary>
    public int RowGap => RowPitch - (Shape.Width * PixelPitch);

    /// <summary>Rows of values that follow each other without a gap, and values per such row.</summary>
    public (int Rows, int Length) Runs => Buffer.IsContiguous ? (1, Shape.Length) : (Shape.Height, Shape.Width * Shape.Channels);

    /// <summary>The value at a variable index plus a constant.</summary>
    public Code Value(Code index, int offset = 0) =>
        Buffer.Map.Type.Signed ? new Element("a", index.Plus(offset)).To("sbyte") : new Element("a", index.Plus(offset));

    /// <summary>The value less the zero point.</summary>
    public Code Distance(Code index) => Value(index).Plus(-Buffer.Map.ZeroPoint);
}

/// <summary>How generated code writes a feature map or the logits.</summary>
/// <param name="Array">The array's name in generated code.</param>
/// <param name="Start">Index of value (0, 0, 0).</param>
/// <param name="RowPitch">From a value to the one below it.</param>
/// <param name="PixelPitch">From a value to its right neighbour.</param>
/// <param name="IsLogits">Whether they are the logits, which are ints and the caller's.</param>
internal sealed record OutputAccess(string Array, int Start, int RowPitch, int PixelPitch, bool IsLogits)
{
    public static OutputAccess Of(FeatureBuffer buffer) => new("a", buffer.Start, buffer.RowPitch, buffer.PixelPitch, IsLogits: false);

    /// <summary>The logits, or the values of an output that tells no classes, row after row.</summary>
    public static OutputAccess Logits(Shape shape, string array) =>
        new(array, 0, shape.Channels * shape.Width, shape.Channels, IsLogits: true);

    /// <summary>An int as a value of the array.</summary>
    public Code Narrow(Code value) => IsLogits ? value : value.To("byte");
}
