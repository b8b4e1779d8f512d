using System.Collections.Immutable;
using Striate.Codegen.Memory;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>The network's own Run: what it does for the input and for each layer besides the layers' own code.</summary>
/// <param name="OutputName">What the caller's array is called.</param>
/// <param name="Arrays">Type and name of the working memory that it loads first.</param>
/// <param name="Input">Copies the input to its map.</param>
/// <param name="SignedInput">The same from an array of signed values; none where values are not signed.</param>
/// <param name="Layers">Of each layer the calls of its classes, and what clears the border of its map.</param>
internal sealed record NetworkRun(
    string OutputName,
    ImmutableArray<(string Type, string Name)> Arrays,
    ImmutableArray<Statement> Input,
    ImmutableArray<Statement> SignedInput,
    ImmutableArray<ImmutableArray<Statement>> Layers
)
{
    /// <summary>The method; its cost is without that of the layers.</summary>
    public KernelMethod Method => MethodOf("byte[]", Input);

    /// <summary>The overload for signed values; null where values are not signed.</summary>
    public KernelMethod? SignedMethod => SignedInput.IsEmpty ? null : MethodOf("sbyte[]", SignedInput);

    /// <summary>The Run of a network whose layers were lowered.</summary>
    /// <param name="context">What they were lowered over.</param>
    /// <param name="kernels">The classes of each layer.</param>
    public static NetworkRun Of(LoweringContext context, ImmutableArray<ImmutableArray<KernelClass>> kernels)
    {
        var memory = context.Memory;
        return new NetworkRun(
            context.OutputName,
            [
                ("byte[]", "a"),
                .. memory.ScratchInts > 0 ? [("int[]", "acc")] : Array.Empty<(string, string)>(),
                .. memory.RingLongs > 0 ? [("long[]", "r")] : Array.Empty<(string, string)>(),
                .. memory.ClampTables.Select(table => (table.ArrayType, table.Name)),
            ],
            CopyInput(memory.Buffers[Network.InputName]),
            context.Network.Input.Type.Signed ? CopySignedInput(memory.Buffers[Network.InputName]) : [],
            [.. context.Network.Layers.Zip(kernels, (layer, classes) => Statements(context, layer, classes))]
        );
    }

    private static ImmutableArray<Statement> CopyInput(FeatureBuffer buffer)
    {
        var (rows, length) = new MapAccess(buffer).Runs;
        Statement copy =
            rows == 1
                ? new LibraryCall("Array", "Copy", ["input", 0, "a", buffer.Start, length])
                : Loop.Count(
                    "row",
                    rows,
                    [
                        new LibraryCall(
                            "Array",
                            "Copy",
                            ["input", (Code)"row" * length, "a", (Code)buffer.Start + ((Code)"row" * buffer.RowPitch), length]
                        ),
                    ]
                );
        return [.. ClearBorder(buffer), copy];
    }

    /// <summary>Value by value: Array.Copy does not take an array of another type.</summary>
    private static ImmutableArray<Statement> CopySignedInput(FeatureBuffer buffer)
    {
        var (rows, length) = new MapAccess(buffer).Runs;
        Loop Row(Code from, Code to) => Loop.Count("i", length, [new Store("a", to, new Element("input", from).To("byte"))]);
        Statement copy =
            rows == 1
                ? Row("i", ((Code)"i").Plus(buffer.Start))
                : Loop.Count("row", rows, [Row(((Code)"row" * length) + "i", (((Code)"row" * buffer.RowPitch) + "i").Plus(buffer.Start))]);
        return [.. ClearBorder(buffer), copy];
    }

    private KernelMethod MethodOf(string type, ImmutableArray<Statement> input) =>
        new(
            "Run",
            true,
            [new(type, "input"), new("int[]", OutputName)],
            [
                .. Arrays.Select(array => new Assign(array.Name, new StaticField("s_" + array.Name, array.Type), array.Type)),
                .. input,
                .. Layers.SelectMany(layer => layer),
            ]
        );

    private static ImmutableArray<Statement> Statements(LoweringContext context, Layer layer, ImmutableArray<KernelClass> classes)
    {
        var calls = classes
            .Where(called => called.IsCalledByNetwork)
            .Select(called => new LibraryCall(called.Name, "Run", called.Arguments));
        return classes.Length > 0 && context.BufferOf(layer) is { } buffer
            ? [.. ClearBorder(buffer), .. calls, .. ClearOverrun(context, layer, buffer)]
            : [.. calls];
    }

    /// <summary>The border of a map that takes another one's place holds its zero point already.</summary>
    private static IEnumerable<Statement> ClearBorder(FeatureBuffer buffer) =>
        buffer.HasBorder && buffer.InPlaceOf is null ? [Fill(buffer, buffer.Offset, buffer.Bytes)] : [];

    /// <summary>Bytes of what padding means: the zero point.</summary>
    private static Statement Fill(FeatureBuffer buffer, int start, int count) =>
        buffer.Map.ZeroPoint == 0
            ? new LibraryCall("Array", "Clear", ["a", start, count])
            : Loop.Count("border", count, [new Store("a", ((Code)"border").Plus(start), (byte)buffer.Map.ZeroPoint)]);

    /// <summary>Lanes beyond the last row wrote into the border below the map: the readers' padding must be the zero point again.</summary>
    private static IEnumerable<Statement> ClearOverrun(LoweringContext context, Layer layer, FeatureBuffer buffer)
    {
        var overrun = context.WorkspaceOf(layer).RowsBelow;
        return overrun > 0
            ? [Fill(buffer, buffer.Offset + buffer.IndexOf(buffer.Map.Shape.Height, -buffer.Border.Left), overrun * buffer.RowPitch)]
            : [];
    }
}
