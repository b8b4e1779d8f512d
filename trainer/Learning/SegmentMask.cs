using System.Collections.Immutable;
using Striate.Model.Segments;
using Striate.Trainer.Networks;
using Striate.Trainer.Networks.Layers;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning;

/// <summary>A convolution whose kernels become segments.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Catalog">Shapes of its kernels.</param>
/// <param name="Start">Position of its kernels in the vector of parameters.</param>
/// <param name="Length">Values of its kernels.</param>
/// <param name="Positions">Output positions: multiply-accumulates per tap.</param>
public sealed record SegmentLayer(string Name, SegmentCatalog Catalog, int Start, int Length, int Positions)
{
    /// <summary>The convolutions of a network that have kernels of more than one cell, in parameter order.</summary>
    public static ImmutableArray<SegmentLayer> Of(NetworkLayout plan, ParameterLayout layout) =>
        [
            .. from layer in plan.Layers
            where layer.HasKernels
            let window = ((ConvolutionDescription)layer.Description).Window
            let slot = layout.Slots.First(slot => slot.Layer == layer.Name && slot.Role == ParameterRole.Weight)
            select new SegmentLayer(
                layer.Name,
                SegmentCatalog.For(window.KernelHeight, window.KernelWidth),
                (int)slot.Start,
                (int)slot.Length,
                layer.Output.Height * layer.Output.Width
            ),
        ];
}

/// <summary>The shapes that the kernels of a network have at a moment of its training.</summary>
/// <param name="Layers">The convolutions.</param>
/// <param name="Shapes">Shape numbers per layer, in slice order.</param>
public sealed record SegmentMask(ImmutableArray<SegmentLayer> Layers, ImmutableArray<int[]> Shapes)
{
    /// <summary>Taps that are kept, of all layers.</summary>
    public long Kept => Layers.Zip(Shapes).Sum(pair => pair.Second.Sum(shape => (long)pair.First.Catalog[shape].Cells.Length));

    /// <summary>Kernels of all layers whose segment has 0, 1, 2, ... cells.</summary>
    public ImmutableArray<int> Lengths()
    {
        var counts = new int[1 + Layers.Select(layer => layer.Catalog.Shapes.Max(shape => shape.Cells.Length)).DefaultIfEmpty().Max()];
        foreach (var (layer, shapes) in Layers.Zip(Shapes))
        {
            foreach (var shape in shapes)
            {
                counts[layer.Catalog[shape].Cells.Length]++;
            }
        }

        return [.. counts];
    }

    /// <summary>Part of the dense cost that remains when every kernel has a segment of full length; 1 without kernels.</summary>
    public static double MostKept(ImmutableArray<SegmentLayer> layers, BudgetUnit unit)
    {
        double Cost(SegmentLayer layer) => unit == BudgetUnit.Parameters ? 1 : layer.Positions;
        return layers.IsEmpty
            ? 1
            : layers.Sum(layer =>
                Cost(layer)
                * layer.Length
                * layer.Catalog.Shapes.Max(shape => shape.Cells.Length)
                / (layer.Catalog.KernelHeight * layer.Catalog.KernelWidth)
            ) / layers.Sum(layer => Cost(layer) * layer.Length);
    }

    /// <summary>1 for each parameter that is kept, <paramref name="offSegment"/> for each kernel cell off its segment.</summary>
    public Tensor Factors(ParameterLayout layout, double offSegment)
    {
        var factors = new float[layout.Length];
        Array.Fill(factors, 1f);
        foreach (var (layer, shapes) in Layers.Zip(Shapes))
        {
            Array.Fill(factors, (float)offSegment, layer.Start, layer.Length);
            var width = layer.Catalog.KernelWidth;
            var area = layer.Catalog.KernelHeight * width;
            for (var slice = 0; slice < shapes.Length; slice++)
            {
                foreach (var cell in layer.Catalog[shapes[slice]].Cells)
                {
                    factors[layer.Start + (slice * area) + (cell.Row * width) + cell.Column] = 1f;
                }
            }
        }

        return torch.tensor(factors);
    }

    /// <summary>The mask that meets a budget.</summary>
    /// <param name="layers">The convolutions.</param>
    /// <param name="importance">One value per parameter, at least for the kernels; normalised per layer here.</param>
    /// <param name="unit">What the budget counts.</param>
    /// <param name="kept">Part of the dense cost that may be kept, 0..1.</param>
    /// <param name="isShared">Whether the cells of a segment will have one weight; importance then is the weight with its sign.</param>
    public static SegmentMask Select(
        ImmutableArray<SegmentLayer> layers,
        ReadOnlySpan<float> importance,
        BudgetUnit unit,
        double kept,
        bool isShared = false
    )
    {
        var inputs = new List<LayerImportance>();
        foreach (var layer in layers)
        {
            inputs.Add(
                new LayerImportance(
                    layer.Catalog,
                    Normalise(importance.Slice(layer.Start, layer.Length), isShared),
                    unit == BudgetUnit.Parameters ? 1 : layer.Positions,
                    isShared
                )
            );
        }

        var dense = layers.Zip(inputs).Sum(pair => pair.First.Length * pair.Second.CostPerTap);
        return new SegmentMask(layers, SegmentSelection.Choose(inputs, kept * dense));
    }

    /// <summary>Refuses shapes that these layers cannot have.</summary>
    /// <exception cref="StriateException">Names the layer.</exception>
    public static void Check(ImmutableArray<SegmentLayer> layers, ImmutableArray<int[]> shapes)
    {
        if (layers.Length != shapes.Length)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"a saved state has shapes of {shapes.Length} layers, the network has {layers.Length}"
            );
        }

        foreach (var (layer, numbers) in layers.Zip(shapes))
        {
            var slices = layer.Length / (layer.Catalog.KernelHeight * layer.Catalog.KernelWidth);
            if (numbers.Length != slices || numbers.Any(shape => shape < 0 || shape >= layer.Catalog.Count))
            {
                throw new StriateException(ErrorKind.BadFile, $"a saved state has shapes that layer '{layer.Name}' cannot have");
            }
        }
    }

    /// <summary>Divides by the layer's mean (of squares), so that layers of small weights are not emptied first.</summary>
    private static float[] Normalise(ReadOnlySpan<float> importance, bool isShared)
    {
        var sum = 0.0;
        foreach (var value in importance)
        {
            sum += isShared ? (double)value * value : value;
        }

        var factor = sum > 0 ? importance.Length / sum : 0;
        factor = isShared ? Math.Sqrt(factor) : factor;
        var normalised = new float[importance.Length];
        for (var i = 0; i < normalised.Length; i++)
        {
            normalised[i] = (float)(importance[i] * factor);
        }

        return normalised;
    }
}
