using System.Collections.Immutable;
using Striate.Codegen.Lowering;
using Striate.Codegen.Memory;
using Striate.Codegen.Syntax;

namespace Striate.Codegen.Planning;

/// <summary>A method as a .pe has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Their types.</param>
/// <param name="Slots">Types of the slots of its locals.</param>
/// <param name="IlBytes">Its IL.</param>
/// <param name="Returns">What it gives back.</param>
internal sealed record PortableMethod(
    string Name,
    ImmutableArray<string> Parameters,
    ImmutableArray<string> Slots,
    int IlBytes,
    string Returns = "void"
)
{
    /// <summary>Methods of other classes that it calls.</summary>
    public ImmutableArray<Member> Members { get; init; } = [];

    public static PortableMethod Of(KernelMethod method) =>
        new(method.Name, [.. method.Parameters.Select(parameter => parameter.Type)], method.Layout.Slots, method.Cost.IlBytes)
        {
            Members = method.Layout.Members,
        };
}

/// <summary>A class as a .pe has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fields">Static fields.</param>
/// <param name="Methods">Its methods, the static constructor included.</param>
/// <param name="Tables">Fields that begin with a block of data.</param>
internal sealed record PortableClass(
    string Name,
    ImmutableArray<Parameter> Fields,
    ImmutableArray<PortableMethod> Methods,
    ImmutableArray<TableText> Tables
)
{
    private const string Constructor = ".cctor";

    // Of methods that are the same in every network (templates/network.sbncs).
    private const int ReadFieldBytes = 4;
    private const int LabelBytes = 6;
    private const int ClassifyBytes = 34;
    private const int MakeClampBytes = 42;
    private const int MakeShortsBytes = 45;
    private const int MakeIntsBytes = 44;
    private const int ToByteBytes = 21;
    private const int ClassifyRawBytes = 14;
    private const int IsReadyBytes = 9;
    private const int AdvanceBytes = 27;
    private const int AdvanceRawBytes = 15;
    private const int ResetBytes = 8;
    private const int UnreadyBytes = 4;
    private const int CallBytes = 3;

    // An array or a clamp table, behind the literals that it is made of; each label in an array of them.
    private const int ArrayBytes = 6;
    private const int LabelElementBytes = 5;

    /// <summary>Literals that it holds.</summary>
    public ImmutableArray<string> Texts { get; init; } = [];

    /// <summary>All IL.</summary>
    public int IlBytes => Methods.Sum(method => method.IlBytes);

    /// <summary>Bytes of all blocks of data.</summary>
    public int TableBytes => Tables.Sum(table => table.Bytes);

    /// <summary>A class of a layer.</summary>
    public static PortableClass Of(KernelClass kernel) =>
        new(
            kernel.Name,
            [.. kernel.Tables.Select(table => new Parameter(table.ArrayType, table.Name))],
            [
                .. kernel.Methods.Select(PortableMethod.Of),
                .. kernel.Tables.IsEmpty ? [] : new[] { new PortableMethod(Constructor, [], [], kernel.InitialiserBytes) },
            ],
            [.. kernel.Tables.Where(table => table.IsBlock)]
        );

    /// <summary>The class of a network.</summary>
    /// <param name="context">What the layers were lowered over.</param>
    /// <param name="run">What it does for them.</param>
    /// <param name="preparation">What it does with readings; null: nothing.</param>
    /// <param name="blocks">What it does because a signal comes block after block; null: nothing.</param>
    public static PortableClass Of(LoweringContext context, NetworkRun run, Preparation? preparation, BlockRun? blocks = null)
    {
        var (network, memory) = (context.Network, context.Memory);
        (string Type, string Field, string Property, int Length)[] all =
        [
            ("byte[]", "s_arena", "Arena", memory.ArenaBytes),
            ("int[]", "s_accumulators", "Accumulators", memory.ScratchInts),
            ("long[]", "s_rows", "Rows", memory.RingLongs),
        ];
        var arrays = all.Where((array, index) => index == 0 || array.Length > 0).ToArray();
        ImmutableArray<Parameter> logits = network.HasClasses ? [new("int[]", "s_logits")] : [];
        var outputs = IntLiteral.BytesOf(network.Logits.Shape.Length);
        var labels = network.Labels;
        KernelMethod[] runs = [run.Method, .. run.SignedMethod is { } signed ? [signed] : Array.Empty<KernelMethod>()];
        var constructor =
            1
            + arrays.Sum(array => IntLiteral.BytesOf(array.Length) + ArrayBytes)
            + memory.ClampTables.Sum(InitialiserOf)
            + (network.HasClasses ? outputs + ArrayBytes : 0)
            + (
                preparation is null
                    ? 0
                    : IntLiteral.BytesOf(preparation.Length) + ArrayBytes + preparation.Tables.Sum(table => table.InitialiserBytes)
            )
            + (blocks is { IsFilled: true } ? CallBytes : 0)
            + (
                labels.IsEmpty
                    ? 0
                    : IntLiteral.BytesOf(labels.Length)
                        + ArrayBytes
                        + labels.Select((_, index) => LabelElementBytes + IntLiteral.BytesOf(index)).Sum()
            );
        return new PortableClass(
            context.NetworkClass,
            [
                .. arrays.Select(array => new Parameter(array.Type, array.Field)),
                .. memory.ClampTables.Select(table => new Parameter(table.ArrayType, "s_" + table.Name)),
                .. logits,
                .. preparation is null
                    ? []
                    : preparation
                        .Tables.Select(table => new Parameter(table.ArrayType, table.Name))
                        .Prepend(new("byte[]", Preparation.Prepared)),
                .. blocks is null ? [] : new Parameter[] { new("int", BlockRun.Blocks) },
                .. labels.IsEmpty ? [] : new Parameter[] { new("string[]", "s_labels") },
            ],
            [
                .. labels.IsEmpty ? [] : new PortableMethod[] { new("Label", ["int"], [], LabelBytes, "string") },
                .. arrays.Select(array => new PortableMethod("get_" + array.Property, [], [], ReadFieldBytes, array.Type)),
                .. memory.ClampTables.Select(table => new PortableMethod("get_" + table.Property, [], [], ReadFieldBytes, table.ArrayType)),
                .. runs.SelectMany(method =>
                    new[] { PortableMethod.Of(method) }.Concat(
                        !network.HasClasses
                            ? []
                            :
                            [
                                new PortableMethod(
                                    "Classify",
                                    [method.Parameters[0].Type],
                                    ["int[]", "int", "int"],
                                    ClassifyBytes + outputs + (blocks is null ? 0 : UnreadyBytes),
                                    "int"
                                ),
                            ]
                    )
                ),
                .. blocks is null ? [] : MethodsOf(blocks, runs, preparation),
                .. preparation is null ? [] : MethodsOf(preparation, network.HasClasses),
                .. memory.ClampTables.DistinctBy(table => table.Maker).Select(MakerOf),
                new(Constructor, [], [], constructor),
            ],
            [.. (preparation?.Tables ?? []).Where(table => table.IsBlock)]
        )
        {
            Texts = labels,
        };
    }

    private static IEnumerable<PortableMethod> MethodsOf(Preparation preparation, bool hasClasses) =>
        [
            PortableMethod.Of(preparation.Method),
            new("ToByte", ["int"], [], ToByteBytes, "byte"),
            .. hasClasses ? new PortableMethod[] { new("Classify", [preparation.Type + "[]"], [], ClassifyRawBytes, "int") } : [],
        ];

    private static IEnumerable<PortableMethod> MethodsOf(BlockRun blocks, KernelMethod[] runs, Preparation? preparation)
    {
        var ready = IntLiteral.BytesOf(blocks.Form.BlocksToReady);
        PortableMethod Advance(string type, int bytes) => new("Advance", [type, "int[]"], [], bytes, "bool");
        return
        [
            new("get_IsReady", [], [], IsReadyBytes + ready, "bool"),
            .. runs.Select(run => Advance(run.Parameters[0].Type, AdvanceBytes + (2 * ready))),
            .. preparation is null ? [] : new[] { Advance(preparation.Type + "[]", AdvanceRawBytes) },
            new("Reset", [], [], ResetBytes),
            PortableMethod.Of(blocks.Forget),
        ];
    }

    private static PortableMethod MakerOf(ClampTable table) =>
        new(
            table.Maker,
            [.. Enumerable.Repeat("int", table.Factor == 0 ? 4 : 5)],
            [table.ArrayType, "int", "int"],
            table.ElementType switch
            {
                "byte" => MakeClampBytes,
                "short" => MakeShortsBytes,
                _ => MakeIntsBytes,
            },
            table.ArrayType
        );

    private static int InitialiserOf(ClampTable table) =>
        ArrayBytes
        + new[] { table.Length, table.Zero, table.Minimum, table.Maximum }.Sum(value => IntLiteral.BytesOf(value))
        + (table.Factor == 0 ? 0 : IntLiteral.BytesOf(table.Factor));
}
