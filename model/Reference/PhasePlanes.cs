using System.Numerics;
using System.Runtime.InteropServices;
using Striate.Model.Graph;

namespace Striate.Model.Reference;

/// <summary>
/// A feature map as a convolution walks over it: one padded plane per input channel, split by the remainders of row and
/// column by the stride, as far as the kernel reaches. What one tap reads at all positions then lies side by side, a whole plane long.
/// Planes are as wide as <see cref="Width"/>, less the map's zero point, so that padding is 0; what a position beyond the output's last
/// column reads means nothing and is not looked at.
/// </summary>
internal sealed class PhasePlanes
{
    private readonly Window _window;
    private readonly int _planeLength;
    private readonly int _zeroPoint;
    private readonly int[] _values;

    public PhasePlanes(int[] map, Shape shape, Window window, int zeroPoint)
    {
        (_window, _zeroPoint) = (window, zeroPoint);
        var output = window.Over(shape, 1);
        Width = output.Width + ((window.KernelWidth - 1) / window.StrideX);
        var height = output.Height + ((window.KernelHeight - 1) / window.StrideY);
        _planeLength = Width * height;
        Positions = ((output.Height - 1) * Width) + output.Width;
        _values = new int[shape.Channels * Phases * _planeLength];
        for (var row = 0; row < shape.Height; row++)
        {
            for (var column = 0; column < shape.Width; column++)
            {
                Spread(
                    map.AsSpan(shape.IndexOf(row, column, 0), shape.Channels),
                    row + window.Padding.Top,
                    column + window.Padding.Left,
                    height
                );
            }
        }
    }

    /// <summary>Values of a row; position (row, column) of the output is at <c>row * Width + column</c>.</summary>
    public int Width { get; }

    /// <summary>Length of what a tap reads: up to the last position of the output.</summary>
    public int Positions { get; }

    private int Phases => PhasesY * PhasesX;

    // A kernel of fewer cells than the stride leaves out remainders.
    private int PhasesY => Math.Min(_window.StrideY, _window.KernelHeight);

    private int PhasesX => Math.Min(_window.StrideX, _window.KernelWidth);

    /// <summary>What a tap reads: the value under it for each position of the output.</summary>
    public ReadOnlySpan<int> Under(int channel, int row, int column) => _values.AsSpan(IndexOf(channel, row, column), Positions);

    /// <summary><c>sums[i] += factor * values[i]</c>; no sum leaves int32.</summary>
    public static void AddProducts(ReadOnlySpan<int> values, int factor, Span<int> sums)
    {
        var wideValues = MemoryMarshal.Cast<int, Vector<int>>(values);
        var wideSums = MemoryMarshal.Cast<int, Vector<int>>(sums);
        for (var index = 0; index < wideSums.Length && index < wideValues.Length; index++)
        {
            wideSums[index] += wideValues[index] * factor;
        }

        for (var index = wideSums.Length * Vector<int>.Count; index < sums.Length; index++)
        {
            sums[index] += values[index] * factor;
        }
    }

    private void Spread(ReadOnlySpan<int> pixel, int row, int column, int height)
    {
        if (
            row / _window.StrideY >= height
            || column / _window.StrideX >= Width
            || row % _window.StrideY >= PhasesY
            || column % _window.StrideX >= PhasesX
        )
        {
            return;
        }

        var index = IndexOf(0, row, column);
        foreach (var value in pixel)
        {
            _values[index] = value - _zeroPoint;
            index += Phases * _planeLength;
        }
    }

    private int IndexOf(int channel, int row, int column)
    {
        var phase = (row % _window.StrideY * PhasesX) + (column % _window.StrideX);
        return (((channel * Phases) + phase) * _planeLength) + (row / _window.StrideY * Width) + (column / _window.StrideX);
    }
}
