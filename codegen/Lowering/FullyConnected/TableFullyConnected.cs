using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Memory;
using Striate.Codegen.Planning;
using Striate.Codegen.Rendering;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>Fully connected layers from tables: inputs wait in locals while a loop runs over the neurons.</summary>
internal static class TableFullyConnected
{
    /// <summary>Inputs that locals hold at once; more are added up chunk by chunk.</summary>
    private const int MostInputs = 200;

    /// <summary>Inputs of a chunk, at most: a method adds it, and one more what is left over.</summary>
    private const int LongestChunk = 96;

    /// <summary>Bytes of a neuron's bias, multiplier and shift, at most.</summary>
    private const int BytesOfParameters = 12;

    /// <summary>Always possible.</summary>
    public static IEnumerable<KernelVariant> Variants(LoweringContext context, FullyConnected layer) =>
        [
            new("tables, inputs in locals", WorkspaceOf(layer, context.InputOf(layer).Shape), planned => Lower(planned, layer))
            {
                Weights = WeightForm.Tables,
                IsCompromise = true,
            },
        ];

    /// <summary>Accumulators of all neurons where inputs come in chunks.</summary>
    public static Workspace WorkspaceOf(FullyConnected layer, Shape input) =>
        input.Length <= MostInputs ? Workspace.None : new Workspace(Accumulators: layer.Bias.Length, Clamps: []);

    /// <summary>The classes of a layer: one, or as many as keep the tables of each below the limit of an assembly.</summary>
    public static ImmutableArray<KernelClass> Lower(LoweringContext context, FullyConnected layer)
    {
        var inputs = layer.Weights.Length / layer.Bias.Length;
        var perClass = Math.Max(1, CodeLimits.InitialiserBytes / (inputs + BytesOfParameters));
        return
        [
            .. from first in Enumerable.Range(0, (layer.Bias.Length + perClass - 1) / perClass).Select(part => part * perClass)
            select Lower(context, layer, Neurons(layer, first, Math.Min(perClass, layer.Bias.Length - first), inputs), first),
        ];
    }

    private static FullyConnected Neurons(FullyConnected layer, int first, int count, int inputs) =>
        layer with
        {
            Weights = layer.Weights.Slice(first * inputs, count * inputs),
            Bias = layer.Bias.Slice(first, count),
            Requantisation = layer.Requantisation is { } requantisation
                ? requantisation with
                {
                    Multipliers = requantisation.Multipliers.Slice(first, count),
                    Shifts = requantisation.Shifts.Slice(first, count),
                    Constants = requantisation.Constants?.Slice(first, count),
                }
                : null,
        };

    /// <summary>The class of some neurons.</summary>
    private static KernelClass Lower(LoweringContext context, FullyConnected whole, FullyConnected layer, int first)
    {
        var (input, all) = (context.Input(layer), context.Output(whole));
        var output = all with { Start = all.Start + first };
        var requantisation = RequantisationTables.Of(layer.Requantisation, context.Accumulators(layer));
        var isChunked = input.Shape.Length > MostInputs;
        Statement[] finish =
        [
            .. requantisation.Hoisted,
            .. requantisation.Apply,
            new Store(output.Array, output.Start == 0 ? "o" : (Code)output.Start + "o", output.Narrow("t")),
        ];
        var methods = isChunked ? Chunked(layer, input, finish, output) : [Whole(layer, input, finish, output)];
        return new KernelClass(
            layer.Name,
            context.ClassNameFor(layer),
            [TableText.Of("Weights", layer.Weights), TableText.Of("Bias", layer.Bias), .. requantisation.Tables],
            methods,
            Signature.Of(output, isChunked).Arguments
        );
    }

    private static KernelMethod Whole(FullyConnected layer, MapAccess input, Statement[] finish, OutputAccess output)
    {
        var inputs = Enumerable.Range(0, input.Shape.Length).ToList();
        return new KernelMethod(
            "Run",
            true,
            Signature.Of(output).Parameters,
            [
                new Assign("w", new StaticField("Weights", "sbyte[]"), "sbyte[]"),
                new Assign("b", new StaticField("Bias", "int[]"), "int[]"),
                .. inputs.Select(index => new Assign(Local(index), LaneFullyConnected.Value(input, index), "int")),
                new Assign("k", 0, "int"),
                Loop.Count(
                    "o",
                    layer.Bias.Length,
                    [new Assign("t", Products(new Element("b", "o"), inputs), "int"), .. finish, new Increase("k", inputs.Count)]
                ),
            ]
        );
    }

    private static ImmutableArray<KernelMethod> Chunked(FullyConnected layer, MapAccess input, Statement[] finish, OutputAccess output)
    {
        var (rows, length) = input.Runs;
        var size = (length + ((length + LongestChunk - 1) / LongestChunk) - 1) / ((length + LongestChunk - 1) / LongestChunk);
        var (add, rest) = (Add("Add", layer, input, size), Add("AddRest", layer, input, length % size));
        Statement[] row =
        [
            Loop.Over("p", length / size * size, size, [new Call(null, add, ["a", "acc", "p", "k"]), new Increase("k", size)]),
            .. length % size == 0
                ? []
                : new Statement[]
                {
                    new Call(null, rest, ["a", "acc", "p", "k"]),
                    new Increase("k", length % size),
                    new Increase("p", length % size),
                },
            new Increase("p", input.RowPitch - length),
        ];
        var run = new KernelMethod(
            "Run",
            true,
            Signature.Of(output, accumulators: true).Parameters,
            [
                new LibraryCall("Array", "Copy", [new StaticField("Bias", "int[]"), 0, "acc", 0, layer.Bias.Length]),
                new Assign("p", input.Buffer.Start, "int"),
                new Assign("k", 0, "int"),
                .. rows == 1 ? row : [Loop.Count("y", rows, row)],
                Loop.Count("o", layer.Bias.Length, [new Assign("t", new Element("acc", "o"), "int"), .. finish]),
            ]
        );
        return length % size == 0 ? [run, add] : [run, add, rest];
    }

    private static KernelMethod Add(string name, FullyConnected layer, MapAccess input, int count)
    {
        var inputs = Enumerable.Range(0, count).ToList();
        return new KernelMethod(
            name,
            false,
            [new("byte[]", "a"), new("int[]", "acc"), new("int", "p"), new("int", "k")],
            [
                new Assign("w", new StaticField("Weights", "sbyte[]"), "sbyte[]"),
                .. inputs.Select(index => new Assign(Local(index), input.Value("p", index), "int")),
                .. count == 0
                    ? []
                    : new[]
                    {
                        Loop.Count(
                            "o",
                            layer.Bias.Length,
                            [new Store("acc", "o", Products(new Element("acc", "o"), inputs)), new Increase("k", input.Shape.Length)]
                        ),
                    },
            ]
        );
    }

    private static Sum Products(Code start, List<int> inputs) =>
        new(start, [.. inputs.Select(index => (false, (Code)Local(index) * new Element("w", ((Code)"k").Plus(index))))]);

    private static string Local(int index) => string.Create(CultureInfo.InvariantCulture, $"x{index}");
}
