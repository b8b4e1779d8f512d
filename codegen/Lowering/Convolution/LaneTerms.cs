using Striate.Codegen.Syntax;

namespace Striate.Codegen.Lowering;

/// <summary>
/// Taps of the output channels of a lane block, taken apart: which words they read in which group, which weights are locals,
/// and which sums several outputs have in common. Ways that differ in where words are loaded from, or where results go, share it.
/// </summary>
internal sealed class LaneTerms
{
    /// <summary>Locals of a method, with room for indices and for what the compiler adds; the platform's limit is 252.</summary>
    private const int MaximumLocals = 226;

    /// <summary>Weights that are parameters; a caller has all of them on its evaluation stack, which holds 250 values.</summary>
    private const int MostWeightParameters = 160;

    /// <summary>By group, output and part: number of a local and its weight.</summary>
    private readonly List<(int Local, int Weight)>[][][] _terms;

    /// <summary>The same as products, once somebody asked for them.</summary>
    private readonly List<(bool IsMinus, Code Term)>?[][][] _products;

    /// <param name="outputs">The taps of every output, in parts.</param>
    public LaneTerms(IReadOnlyList<IReadOnlyList<IReadOnlyList<(InputCell Cell, int Weight)>>> outputs)
    {
        var words = outputs.Sum(parts => parts.Count);
        var cells = outputs
            .SelectMany(parts => parts)
            .SelectMany(part => part)
            .Select(tap => tap.Cell)
            .Distinct()
            .OrderBy(cell => cell.Channel)
            .ThenBy(cell => cell.Row)
            .ThenBy(cell => cell.Column)
            .ToList();
        var mostParts = outputs.Max(parts => parts.Count);
        var groupSize = cells.Count <= MaximumLocals - mostParts ? MaximumLocals - mostParts : Math.Max(8, MaximumLocals - words);
        Groups = [.. cells.Chunk(groupSize).Select(group => group.ToList())];
        for (var group = 0; group < Groups.Count; group++)
        {
            for (var local = 0; local < Groups[group].Count; local++)
            {
                Locals[Groups[group][local]] = (group, local);
            }
        }

        _terms = Terms(outputs);
        _products = [.. _terms.Select(group => group.Select(parts => new List<(bool, Code)>?[parts.Length]).ToArray())];
        var free = Math.Max(
            0,
            MaximumLocals - Groups.Select(group => group.Count).DefaultIfEmpty().Max() - (Groups.Count > 1 ? words : mostParts)
        );
        Weights =
        [
            .. outputs
                .SelectMany(parts => parts)
                .SelectMany(Magnitudes)
                .GroupBy(magnitude => magnitude)
                .OrderByDescending(uses => uses.Count())
                .ThenBy(uses => uses.Key)
                .Take(MostWeightParameters)
                .Select(uses => uses.Key),
        ];
        Common = [.. Groups.Select((group, number) => CommonSums.Find(group.Count, _terms[number].SelectMany(parts => parts), free))];
    }

    /// <summary>Words that are in locals at once, group after group; none where no output has a tap.</summary>
    public List<List<InputCell>> Groups { get; }

    /// <summary>Where each word is.</summary>
    public Dictionary<InputCell, (int Group, int Number)> Locals { get; } = [];

    /// <summary>Magnitudes of weights that are parameters.</summary>
    public SortedSet<int> Weights { get; }

    /// <summary>Sums that outputs have in common, by group.</summary>
    public IReadOnlyList<CommonSum>[] Common { get; }

    /// <summary>Whether a part of an output reads a word of a group.</summary>
    public bool Reads(int group, int output, int part) => _terms[group][output][part].Count > 0;

    /// <summary>What a part of an output adds up of a group.</summary>
    public List<(bool IsMinus, Code Term)> Products(int group, int output, int part) =>
        _products[group][output][part] ??= LaneSum.Products(
            CommonSums
                .Apply(_terms[group][output][part], Groups[group].Count, Common[group])
                .Select(term => (Node(term.Local, Groups[group].Count), term.Weight)),
            Weights
        );

    private static Code Node(int number, int inputs) =>
        number < inputs ? NumberedLocal.Node('x', number) : NumberedLocal.Node('s', number - inputs);

    private static IEnumerable<int> Magnitudes(IReadOnlyList<(InputCell Cell, int Weight)> part) =>
        part.Select(tap => Math.Abs(tap.Weight)).Where(LaneSum.IsFactor).Distinct();

    // One pass over the taps: there may be thousands, and dozens of groups.
    private List<(int Local, int Weight)>[][][] Terms(IReadOnlyList<IReadOnlyList<IReadOnlyList<(InputCell Cell, int Weight)>>> outputs)
    {
        List<(int Local, int Weight)>[][][] terms =
        [
            .. Groups.Select(_ => outputs.Select(parts => parts.Select(_ => new List<(int Local, int Weight)>()).ToArray()).ToArray()),
        ];
        for (var output = 0; output < outputs.Count; output++)
        {
            for (var part = 0; part < outputs[output].Count; part++)
            {
                foreach (var (cell, weight) in outputs[output][part])
                {
                    var (group, number) = Locals[cell];
                    terms[group][output][part].Add((number, weight));
                }
            }
        }

        return terms;
    }
}
