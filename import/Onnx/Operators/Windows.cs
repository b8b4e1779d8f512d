using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>A window that moves over the dimensions behind the first two, as ONNX moves it.</summary>
/// <param name="Kernel">Cells along each dimension.</param>
/// <param name="Strides">Cells from one position to the next.</param>
/// <param name="Dilations">Cells from one cell of the window to the next.</param>
/// <param name="Before">Cells of padding before the first.</param>
/// <param name="After">Cells of padding behind the last.</param>
/// <param name="Output">Number of positions.</param>
internal sealed record Windows(
    ImmutableArray<int> Kernel,
    ImmutableArray<int> Strides,
    ImmutableArray<int> Dilations,
    ImmutableArray<int> Before,
    ImmutableArray<int> After,
    ImmutableArray<int> Output
)
{
    private const int MaximumSide = 1 << 16;

    private const int MaximumExtent = 1 << 24;

    // What the places of all cells take as memory is four bytes of these each.
    private const long MostVisits = 1 << 23;

    /// <summary>The attributes that all operators with windows have.</summary>
    public static ImmutableArray<string> Attributes => ["auto_pad", "kernel_shape", "strides", "dilations", "pads"];

    /// <param name="operands">The operator.</param>
    /// <param name="space">Extents of the dimensions that the window moves over.</param>
    /// <param name="kernel">Cells, from the weights; null: the attribute.</param>
    public static Windows Of(Operands operands, ImmutableArray<int> space, ImmutableArray<int>? kernel)
    {
        var told = operands.Ints("kernel_shape");
        var cells = kernel ?? told ?? throw operands.Wrong("kernel_shape is missing");
        if (kernel is { } needed && told is { } other && !needed.SequenceEqual(other))
        {
            throw operands.Wrong($"kernel_shape {Extents.Text(other)} with weights {Extents.Text(needed)}");
        }

        var strides = Sides(operands, "strides", space.Length);
        var dilations = Sides(operands, "dilations", space.Length);
        if (cells.Length != space.Length || cells.Any(side => side is < 1 or > MaximumSide))
        {
            throw operands.Wrong($"a window {Extents.Text(cells)} over {Extents.Text(space)}");
        }

        if (cells.Select((side, axis) => ((side - 1L) * dilations[axis]) + 1).Max() > MaximumExtent)
        {
            throw operands.Unsupported(
                $"a window {Extents.Text(cells)} dilated {Extents.Text(dilations)}; {MaximumExtent} cells from one side to the other are supported"
            );
        }

        ImmutableArray<int> extents = [.. cells.Select((side, axis) => ((side - 1) * dilations[axis]) + 1)];
        var (before, after) = Padding(operands, space, extents, strides);
        var output = space.Select(
            (side, axis) => Positions(operands, (long)side + before[axis] + after[axis] - extents[axis], strides[axis], side + before[axis])
        );
        var windows = new Windows(cells, strides, dilations, before, after, [.. output]);
        return Extents.Room(cells) <= MostVisits / Extents.Room(windows.Output)
            ? windows
            : throw operands.Unsupported(
                $"a window {Extents.Text(cells)} in {Extents.Text(windows.Output)} places; at most {MostVisits} cells in all are allowed"
            );
    }

    /// <summary>For each cell of the window, and each position, the place in one channel's values; -1: padding.</summary>
    public IEnumerable<int[]> Places(ImmutableArray<int> space)
    {
        var rank = space.Length;
        var strides = Extents.Strides(space);
        var cell = new int[rank];
        do
        {
            var places = new int[Extents.Length(Output)];
            var position = new int[rank];
            for (var index = 0; index < places.Length; index++)
            {
                var place = 0;
                for (var axis = 0; axis < rank && place >= 0; axis++)
                {
                    var at = (position[axis] * Strides[axis]) + (cell[axis] * Dilations[axis]) - Before[axis];
                    place = at >= 0 && at < space[axis] ? place + (at * strides[axis]) : -1;
                }

                places[index] = place;
                Next(position, Output);
            }

            yield return places;
        } while (Next(cell, Kernel));
    }

    /// <summary>For each position the number of cells of the window that lie within the padded input.</summary>
    public int[] CellsWithin(ImmutableArray<int> space)
    {
        var counts = new int[Extents.Length(Output)];
        var position = new int[space.Length];
        for (var index = 0; index < counts.Length; index++)
        {
            counts[index] = 1;
            for (var axis = 0; axis < space.Length; axis++)
            {
                var (first, end) = ((position[axis] * Strides[axis]) - Before[axis], space[axis] + After[axis]);
                counts[index] *= Enumerable.Range(0, Kernel[axis]).Count(cell => first + (cell * Dilations[axis]) < end);
            }

            Next(position, Output);
        }

        return counts;
    }

    private static bool Next(int[] index, ImmutableArray<int> shape)
    {
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            if (++index[axis] < shape[axis])
            {
                return true;
            }

            index[axis] = 0;
        }

        return false;
    }

    private static ImmutableArray<int> Sides(Operands operands, string name, int rank)
    {
        var sides = operands.Ints(name) ?? [.. Enumerable.Repeat(1, rank)];
        return sides.Length == rank && sides.All(side => side is >= 1 and <= MaximumSide)
            ? sides
            : throw operands.Unsupported($"{name} = {Extents.Text(sides)} for {rank} dimensions");
    }

    private static (ImmutableArray<int> Before, ImmutableArray<int> After) Padding(
        Operands operands,
        ImmutableArray<int> space,
        ImmutableArray<int> extents,
        ImmutableArray<int> strides
    )
    {
        var (automatic, rank) = (operands.Text("auto_pad", "NOTSET"), space.Length);
        if (automatic is "SAME_UPPER" or "SAME_LOWER")
        {
            var totals = space
                .Select((side, axis) => Math.Max((((side - 1) / strides[axis]) * strides[axis]) + extents[axis] - side, 0))
                .ToArray();
            ImmutableArray<int> smaller = [.. totals.Select(total => total / 2)];
            ImmutableArray<int> larger = [.. totals.Select(total => total - (total / 2))];
            return automatic == "SAME_UPPER" ? (smaller, larger) : (larger, smaller);
        }

        ImmutableArray<int> none = [.. new int[rank]];
        var pads = automatic switch
        {
            "VALID" => null,
            "NOTSET" => operands.Ints("pads"),
            _ => throw operands.Unsupported($"auto_pad = {Reading.OnnxReader.Clean(automatic)}"),
        };
        if (pads is not { } sides)
        {
            return (none, none);
        }

        return sides.Length == 2 * rank && sides.All(side => side is >= 0 and <= MaximumSide)
            ? (sides[..rank], sides[rank..])
            : throw operands.Unsupported($"pads = {Extents.Text(sides)} for {rank} dimensions");
    }

    /// <param name="operands">For errors, and whether a last partial window counts.</param>
    /// <param name="room">Cells that the window can move by.</param>
    /// <param name="stride">Cells per step.</param>
    /// <param name="end">Where the padding behind the input begins.</param>
    private static int Positions(Operands operands, long room, int stride, long end)
    {
        if (room < 0)
        {
            throw operands.Wrong("its window does not fit into its padded input");
        }

        // A window that began in the padding behind the input would hold nothing of it.
        var partial = operands.Flag("ceil_mode") && room % stride != 0 && ((room / stride) + 1) * stride < end;
        return (int)Math.Min((room / stride) + (partial ? 2 : 1), int.MaxValue);
    }
}
