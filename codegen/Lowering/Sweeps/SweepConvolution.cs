using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Memory;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;
using Striate.Model.Storage;

namespace Striate.Codegen.Lowering;

/// <summary>
/// Convolutions whose weights are data: for each output channel the compact index storage is decoded, then sweeps over a
/// packed tile add several taps at a time in all lanes. Sums are exact because an offset makes every lane's final sum a
/// number of its own bits; what happens before does not matter modulo 2^64.
/// </summary>
internal static class SweepConvolution
{
    /// <summary>Bytes of words and calls in a class, about.</summary>
    private const int MostBytesPerClass = 20_000;

    /// <summary>Offsets of one output channel's taps, with room for what is decoded beyond the last one.</summary>
    public static int OffsetInts(Convolution layer, SweepPlan plan) =>
        ChannelSweeps.TapsOf(layer.Bank).Max() + Math.Max(plan.Group, layer.Window.Cells);

    /// <summary>Words of the planes, the sums and the data of one output channel.</summary>
    private static int Words(Convolution layer, SweepPlan plan)
    {
        if (plan.Storage == SweepStorage.Table)
        {
            return plan.PackedWords + plan.Words(plan.Tile);
        }

        var indexBits = PackedKernels.IndexBitsFor(layer.Bank.Shapes.Distinct().Count());
        var most = ChannelSweeps
            .Of(layer.Bank, plan)
            .Max(sweeps =>
                SweepData.Words(sweeps.First, layer.Bank.WeightBits) + (sweeps.Groups * SweepData.Words(plan.Group, layer.Bank.WeightBits))
            );
        return plan.PackedWords + plan.Words(plan.Tile) + SweepData.IndexWords(layer.Bank, indexBits) + most;
    }

    /// <summary>What a plan needs of the working memory.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="plan">How it is swept.</param>
    /// <param name="sum">The residual addition that is computed with it; null for none.</param>
    public static Workspace WorkspaceOf(Convolution layer, SweepPlan plan, FusedAdd? sum = null) =>
        new(
            Words: Words(layer, plan),
            Accumulators: OffsetInts(layer, plan),
            Zeros: plan.Transposed ? ZeroPlace.Column : ZeroPlace.Row,
            Clamps: sum is null ? [] : [sum.Clamp]
        );

    /// <summary>
    /// Whether a residual addition can be computed with the layer. Where bands overlap, rows are swept twice but may be added
    /// once only; which ones is seen from the index where bands are of rows.
    /// </summary>
    public static bool CanAdd(SweepPlan plan) => !plan.Transposed;

    /// <summary>The classes of a layer: what sweeps, the words, what packs tiles and calls the others.</summary>
    public static ImmutableArray<KernelClass> Lower(LoweringContext context, Convolution layer, SweepPlan plan, FusedAdd? sum = null)
    {
        var kernel = SweepKernel.Of(context, layer, plan, sum);
        var className = context.ClassNameFor(layer);
        var blocks = Blocks(ChannelCalls(kernel, className))
            .Select(block => new KernelClass(
                layer.Name,
                context.ClassNameFor(layer),
                [],
                [new KernelMethod("Run", true, [.. Arrays, new("int", "q"), new("int", "end"), .. Sum(sum)], [.. block])],
                []
            ))
            .ToImmutableArray();
        return [kernel.Class(className), .. blocks, SweepTiles.Of(context, kernel, blocks)];
    }

    /// <summary>Arrays that all methods take: the arena, the offsets of taps, the packed words.</summary>
    public static ImmutableArray<Parameter> Arrays { get; } = [new("byte[]", "a"), new("int[]", "f"), new("long[]", "r")];

    /// <summary>The clamp table a residual sum, where there is one.</summary>
    public static ImmutableArray<Parameter> Sum(FusedAdd? sum) => sum is null ? [] : [new("byte[]", "d")];

    /// <summary>What is passed for parameters: variables of the same names.</summary>
    public static IEnumerable<Code> Arguments(IEnumerable<Parameter> parameters) => parameters.Select(parameter => (Code)parameter.Name);

    /// <summary>The calls of every output channel: its words, then its sweeps.</summary>
    private static IEnumerable<ImmutableArray<Statement>> ChannelCalls(SweepKernel kernel, string className)
    {
        var start = 0;
        for (var channel = 0; channel < kernel.Words.Length; channel++)
        {
            var (words, at) = (kernel.Words[channel], 0);
            var calls = ImmutableArray.CreateBuilder<Statement>();
            foreach (var size in kernel.IsStored ? [] : SweepData.PutSizes(words.Length))
            {
                calls.Add(new Call(className, kernel.Puts[size], ["r", at, .. words.Skip(at).Take(size).Select(Code.Long)]));
                at += size;
            }

            calls.Add(new Call(className, kernel.Channel, [.. kernel.ArgumentsOf(channel, start)]));
            start += words.Length;
            yield return calls.ToImmutable();
        }
    }

    private static IEnumerable<List<Statement>> Blocks(IEnumerable<ImmutableArray<Statement>> channels)
    {
        var (block, bytes) = (new List<Statement>(), 0);
        foreach (var calls in channels)
        {
            block.AddRange(calls);
            bytes += calls.Sum(call => call.Cost.IlBytes);
            if (bytes > MostBytesPerClass)
            {
                yield return block;
                (block, bytes) = ([], 0);
            }
        }

        if (block.Count > 0)
        {
            yield return block;
        }
    }

    /// <summary>The sum of a lane.</summary>
    public static Code Extract(SweepPlan plan, int lane)
    {
        var (right, mask) = (lane * plan.Bits, (int)(plan.Capacity - 1));
        var sum = ((Code)"w" >> right).To("int");
        return plan.Lanes == 2 || (lane, plan.Lanes) == (2, 3) ? sum : sum & mask;
    }

    /// <summary>A name with a number.</summary>
    public static string Name(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}{number}");
}
