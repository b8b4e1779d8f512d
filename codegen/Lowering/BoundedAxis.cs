using Striate.Codegen.Syntax;

namespace Striate.Codegen.Lowering;

/// <summary>One axis of windows that may reach beyond the map: a loop over a window's cells that leaves those out.</summary>
/// <param name="Name">The local that holds a cell's place on the map.</param>
/// <param name="Output">The local that counts windows.</param>
/// <param name="Cell">The local that counts a window's cells.</param>
/// <param name="Outputs">Windows.</param>
/// <param name="Stride">From a window to the next.</param>
/// <param name="Kernel">Cells of a window.</param>
/// <param name="Dilation">From a cell to the next.</param>
/// <param name="Before">Cells of the first window before the map.</param>
/// <param name="Inputs">Cells of the map.</param>
internal sealed record BoundedAxis(
    string Name,
    string Output,
    string Cell,
    int Outputs,
    int Stride,
    int Kernel,
    int Dilation,
    int Before,
    int Inputs
)
{
    /// <summary>Executes something for every cell on the map.</summary>
    /// <param name="inside">For such a cell.</param>
    /// <param name="outside">For one beyond it; null for nothing.</param>
    /// <param name="always">Behind either; null for nothing.</param>
    public IEnumerable<Statement> Cells(IEnumerable<Statement> inside, Statement? outside = null, Statement? always = null)
    {
        var place = ((Code)Output * Stride) + (Dilation == 1 ? (Code)Cell : (Code)Cell * Dilation);
        var within = new If(
            Name,
            Comparison.Less,
            Inputs,
            new Block([.. inside]),
            Share(cell => cell >= 0, cell => cell < Inputs),
            outside
        );
        return
        [
            Loop.Count(
                Cell,
                Kernel,
                [
                    new Assign(Name, place.Plus(-Before), "int"),
                    new If(Name, Comparison.GreaterOrEqual, 0, new Block([within]), Share(_ => true, cell => cell >= 0), outside),
                    .. always is null ? [] : new[] { always },
                ]
            ),
        ];
    }

    /// <summary>Cells of a window that lie on the map.</summary>
    public int CellsInside(int output) =>
        Enumerable
            .Range(0, Kernel)
            .Select(cell => (output * Stride) + (cell * Dilation) - Before)
            .Count(place => place >= 0 && place < Inputs);

    /// <summary>The share of the cells of all windows, of those that are something, that are something else.</summary>
    private double Share(Predicate<int> of, Predicate<int> isSo)
    {
        var cells = (
            from output in Enumerable.Range(0, Outputs)
            from cell in Enumerable.Range(0, Kernel)
            select (output * Stride) + (cell * Dilation) - Before
        )
            .Where(cell => of(cell))
            .ToList();
        return cells.Count == 0 ? 0 : cells.FindAll(isSo).Count / (double)cells.Count;
    }
}
