using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Arithmetic;
using Striate.Codegen.Memory;
using Striate.Codegen.Planning;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>
/// Fully connected layers in lanes: several neurons at once, their weights packed into long literals. Each class adds some
/// inputs to the sums of some neurons, which wait in the working memory, so that neither inputs nor neurons have a limit.
/// </summary>
internal static class LaneFullyConnected
{
    /// <summary>Locals that hold inputs.</summary>
    private const int MostInputs = 200;

    /// <summary>Words of neurons per class: beyond, a class would hold few inputs and spend its time on sums.</summary>
    private const int MostWords = 48;

    // Load, literal, product, addition.
    private const int BytesPerTerm = 13;

    /// <summary>Two to four neurons per word.</summary>
    public static IEnumerable<KernelVariant> Variants(LoweringContext context, FullyConnected layer)
    {
        for (var lanes = 2; lanes <= Math.Clamp(layer.Bias.Length, 2, 4); lanes++)
        {
            var words = NeuronLanes.Of(layer, lanes, context.RangeOf(layer));
            yield return new KernelVariant(
                string.Create(CultureInfo.InvariantCulture, $"{lanes} neurons per word"),
                new Workspace(Words: words.Sum(word => word.Starts.Length), Clamps: []),
                planned => Lower(planned, layer, words)
            )
            {
                Weights = WeightForm.Lanes,
            };
        }
    }

    /// <summary>The classes of a layer.</summary>
    public static ImmutableArray<KernelClass> Lower(LoweringContext context, FullyConnected layer, ImmutableArray<NeuronLanes> words)
    {
        var input = context.Input(layer);
        var slots = words.Select((_, word) => words.Take(word).Sum(before => before.Starts.Length)).ToList();
        var perClass = Math.Clamp(CodeLimits.MethodBytes / (BytesPerTerm * Math.Min(MostWords, words.Length)), 1, MostInputs);
        var sums =
            from block in Enumerable.Range(0, words.Length).Chunk(MostWords)
            from inputs in Enumerable.Range(0, input.Shape.Length).Chunk(perClass)
            select Adds(layer, input, words, slots, block, inputs);
        return
        [
            .. sums.Concat(MethodSplit.Classes([.. words.Zip(slots)], part => Finish(context, layer, part)))
                .Select(part => part with { Name = context.ClassNameFor(layer) }),
        ];
    }

    private static KernelClass Adds(
        FullyConnected layer,
        MapAccess input,
        ImmutableArray<NeuronLanes> words,
        List<int> slots,
        int[] block,
        int[] inputs
    )
    {
        var used = inputs.Where(index => block.Any(word => words[word].Word(index) != 0)).ToList();
        var body = new List<Statement>(used.Select(index => new Assign(Local(index), new AsInt(Value(input, index)).To("long"), "long")));
        foreach (var word in block)
        {
            foreach (var part in inputs.GroupBy(words[word].PartOf))
            {
                var terms = part.Where(index => words[word].Word(index) != 0)
                    .Select(index => (false, (Code)Local(index) * Code.Long(words[word].Word(index))))
                    .ToList();
                var slot = slots[word] + part.Key;
                if (part.First() == words[word].Starts[part.Key])
                {
                    body.Add(new Store("r", slot, new Sum(Code.Long(words[word].Offset(part.Key)), terms)));
                }
                else if (terms.Count > 0)
                {
                    body.Add(new StoreSum("r", slot, new Sum(terms[0].Item2, [.. terms.Skip(1)])));
                }
            }
        }

        return new KernelClass(
            layer.Name,
            string.Empty,
            [],
            [new KernelMethod("Run", true, [new("byte[]", "a"), new("long[]", "r")], [.. body])],
            ["a", "r"]
        );
    }

    private static KernelClass Finish(LoweringContext context, FullyConnected layer, IReadOnlyList<(NeuronLanes Word, int Slot)> words)
    {
        var (output, ranges) = (context.Output(layer), context.Accumulators(layer));
        var (parameters, arguments) = Signature.Of(output, rows: true);
        var body = new List<Statement>
        {
            new Declare("long", [.. Enumerable.Range(0, words.Max(word => word.Word.Starts.Length)).Select(Word)]),
        };
        if (layer.Requantisation is not null)
        {
            body.Add(new Declare("int", ["t"]));
        }

        foreach (var (word, slot) in words)
        {
            var parts = Enumerable.Range(0, word.Starts.Length).ToList();
            body.AddRange(parts.Select(part => new Assign(Word(part), new Element("r", slot + part))));
            for (var lane = 0; lane < word.Weights.Length; lane++)
            {
                var neuron = word.First + lane;
                // Every lane holds its sum less the smallest one.
                var sum = parts.Select(part => Extract(word, part, lane)).Aggregate((a, b) => a + b);
                body.AddRange(
                    layer.Requantisation is null
                        ? [new Store(output.Array, output.Start + neuron, sum.Plus((int)ranges[neuron].Minimum))]
                        :
                        [
                            .. RequantisationText.Literal(
                                "t",
                                sum,
                                (int)ranges[neuron].Minimum,
                                RequantisationStep.Of(layer.Requantisation, neuron),
                                ranges[neuron].Minimum,
                                ranges[neuron].Maximum,
                                layer.Requantisation.Minimum,
                                layer.Requantisation.Maximum
                            ),
                            new Store(output.Array, output.Start + neuron, output.Narrow("t")),
                        ]
                );
            }
        }

        return new KernelClass(layer.Name, string.Empty, [], [new KernelMethod("Run", true, parameters, [.. body])], arguments);
    }

    private static Code Extract(NeuronLanes word, int part, int lane)
    {
        var value = (((Code)Word(part)) >> (lane * word.Bits)).To("int");
        return word.Bits == 32 ? value & int.MaxValue : value & ((1 << word.Bits) - 1);
    }

    /// <summary>An input by its number.</summary>
    public static Code Value(MapAccess input, int index)
    {
        var pixel = index / input.Shape.Channels;
        return input.Value(
            input.Buffer.Offset
                + input.Buffer.IndexOf(pixel / input.Shape.Width, pixel % input.Shape.Width)
                + (index % input.Shape.Channels)
        );
    }

    private static string Local(int input) => string.Create(CultureInfo.InvariantCulture, $"x{input}");

    private static string Word(int part) => string.Create(CultureInfo.InvariantCulture, $"t{part}");
}
