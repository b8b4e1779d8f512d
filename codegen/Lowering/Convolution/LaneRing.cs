using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>Rows are packed once, when the first window reads them, into a ring of as many rows as the kernel has.</summary>
internal static class LaneRing
{
    /// <summary>The index of the first word of a row of the window.</summary>
    public static string Slot(int row) => Line($"p{row}");

    /// <summary>Those of all rows.</summary>
    public static IReadOnlyList<string> Slots(Convolution layer) => [.. Enumerable.Range(0, layer.Window.KernelHeight).Select(Slot)];

    /// <summary>Packs rows and calls the blocks row by row.</summary>
    public static (IEnumerable<Statement> Body, KernelMethod Pack) Body(
        Convolution layer,
        LanePlan plan,
        PackedRows rows,
        OutputAccess output,
        IReadOnlyList<string> tables,
        ImmutableArray<KernelClass> blocks
    )
    {
        var (kernel, stride, pitch) = (layer.Window.KernelHeight, layer.Window.StrideY, rows.Input.RowPitch);
        var fresh = Math.Min(stride, kernel);
        var slots = Slots(layer);
        var pack = new KernelMethod(
            "Pack",
            false,
            [new("byte[]", "a"), new("long[]", "r"), new("int", "s"), new("int", "k")],
            [rows.Pack()]
        );
        Statement[] PackRow(int row) =>
            [new Call(null, pack, ["a", "r", "s", ((Code)Slot(row)).Plus(rows.Inside)]), new Increase("s", pitch)];
        var skipped = (stride - fresh) * pitch;
        return (
            [
                .. rows.HasZeros ? [new LibraryCall("Array", "Clear", ["r", 0, kernel * rows.Words])] : Array.Empty<Statement>(),
                .. slots.Select((slot, row) => new Assign(slot, row * rows.Words, "int")),
                new Assign("s", rows.First, "int"),
                new Assign("q", output.Start, "int"),
                .. Enumerable.Range(0, kernel - fresh).SelectMany(PackRow),
                Loop.Count(
                    "y",
                    plan.Layout.Band,
                    [
                        .. Enumerable.Range(kernel - fresh, fresh).SelectMany(PackRow),
                        .. skipped > 0 ? [new Increase("s", skipped)] : Array.Empty<Statement>(),
                        .. blocks.Select(block => new Call(
                            block.Name,
                            block.Methods[0],
                            [
                                "a",
                                "r",
                                .. tables.Select(table => (Code)table),
                                .. slots.Select(slot => (Code)slot),
                                "q",
                                .. LaneSum.Arguments(block.Methods[0]),
                            ]
                        )),
                        new Increase("q", output.RowPitch),
                        .. Rotation(kernel, fresh),
                    ]
                ),
            ],
            pack
        );
    }

    /// <summary>The oldest rows' slots become the newest.</summary>
    private static IEnumerable<Statement> Rotation(int kernel, int fresh)
    {
        if (fresh == kernel)
        {
            yield break;
        }

        for (var row = 0; row < fresh; row++)
        {
            yield return new Assign(Line($"h{row}"), Slot(row), "int");
        }

        for (var row = 0; row < kernel; row++)
        {
            yield return new Assign(Slot(row), row + fresh < kernel ? Slot(row + fresh) : Line($"h{row + fresh - kernel}"));
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
