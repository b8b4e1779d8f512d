using System.Collections.Immutable;
using Striate.Cli.Presentation;
using Striate.Cli.Verbs;
using Striate.Model.Figures;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;
using Striate.Results;

namespace Striate.Cli;

/// <summary>What packages cost, measured with every strategy.</summary>
internal static class MeasuredPackage
{
    /// <summary>Measures packages, in their order.</summary>
    /// <param name="network">Name of the network; some have a strategy more.</param>
    /// <exception cref="StriateException">Code computes something else than the reference.</exception>
    public static ImmutableArray<PackageFigures> Of(
        Screen screen,
        string network,
        IReadOnlyList<(string Title, LoadedPackage Package)> packages,
        int vectors,
        CancellationToken cancellation
    )
    {
        var ways = BenchWay.Of(null, network);
        return screen.Run(
            "measuring",
            packages.Count * ways.Length,
            bar =>
                packages
                    .Select(
                        (entry, index) =>
                        {
                            var expected = KnownNetworks.Expected(entry.Package.Package, vectors, cancellation);
                            return Figures(
                                entry.Package,
                                [
                                    .. ways.Select(
                                        (way, done) =>
                                        {
                                            bar.Report(((index * ways.Length) + done, $"measuring {entry.Title}, {way.Name}"));
                                            return Code(BenchVerb.Measure(entry.Title, entry.Package, way, expected, cancellation));
                                        }
                                    ),
                                ]
                            );
                        }
                    )
                    .ToImmutableArray()
        );
    }

    private static PackageFigures Figures(LoadedPackage loaded, ImmutableArray<CodeFigures> code)
    {
        var network = loaded.Package.Network;
        var figures = NetworkFigures.Of(network);
        var shapes = LayerHistogram.Of(network).Where(layer => layer.Bars.Any(bar => bar.Direction != LayerHistogram.Full));
        return new PackageFigures(
            loaded.Sha256,
            figures.DenseMacs,
            figures.KeptMacs,
            figures.DenseParameters,
            figures.KeptParameters,
            StorageRow.Total(network),
            code,
            [
                .. shapes.Select(layer => new LayerShapes(
                    layer.Layer,
                    FormattableString.Invariant($"{layer.KernelHeight}x{layer.KernelWidth}"),
                    layer.Bars.ToImmutableSortedDictionary(
                        bar => FormattableString.Invariant($"{bar.Direction} {bar.Length}"),
                        bar => bar.Kernels,
                        StringComparer.Ordinal
                    )
                )),
            ],
            LayerBits(network)
        );
    }

    private static string? LayerBits(Network network)
    {
        var bits = network
            .Layers.Select(layer =>
                (
                    layer.Name,
                    Bits: layer switch
                    {
                        Convolution convolution => convolution.Bank.WeightBits,
                        FullyConnected connected => connected.WeightBits,
                        _ => 0,
                    }
                )
            )
            .Where(layer => layer.Bits > 0)
            .ToList();
        return bits.DistinctBy(layer => layer.Bits).Count() == 1
            ? null
            : string.Join(',', bits.Select(layer => FormattableString.Invariant($"{layer.Name}={layer.Bits}")));
    }

    private static CodeFigures Code(BenchRow row)
    {
        if (row.Refusal is null && !row.Passed())
        {
            throw new StriateException(
                ErrorKind.CheckFailed,
                $"{row.Network}, {row.Strategy}: {row.FirstDifference ?? $"{row.Allocations} allocations"}; nothing was recorded"
            );
        }

        return new CodeFigures(
            row.Strategy,
            row.IlBytes,
            row.TableBytes,
            row.Assemblies,
            row.Vectors,
            row.Instructions,
            row.HeapBytes,
            row.Refusal
        );
    }
}
