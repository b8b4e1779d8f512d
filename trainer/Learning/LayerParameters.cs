using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning;

/// <summary>The parameters of one layer, as views into the vector of all.</summary>
public sealed record LayerParameters
{
    /// <summary>Kernels or the matrix of a fully connected layer.</summary>
    public Tensor? Weight { get; init; }

    /// <summary>One value per output.</summary>
    public Tensor? Bias { get; init; }

    /// <summary>Factor per channel.</summary>
    public Tensor? Gain { get; init; }

    /// <summary>Offset per channel.</summary>
    public Tensor? Offset { get; init; }

    /// <summary>Running mean per channel.</summary>
    public Tensor? Mean { get; init; }

    /// <summary>Running variance per channel.</summary>
    public Tensor? Variance { get; init; }

    /// <summary>Cuts the vectors into layers. Gradients flow back into <paramref name="values"/> in one operation.</summary>
    /// <param name="layout">Layout of both vectors.</param>
    /// <param name="values">All parameters.</param>
    /// <param name="statistics">All running means and variances; normalisation layers update it in place.</param>
    public static Dictionary<string, LayerParameters> Cut(ParameterLayout layout, Tensor values, Tensor statistics)
    {
        var layers = new Dictionary<string, LayerParameters>();
        var parts = values.split([.. layout.Slots.Select(slot => slot.Length)], 0);
        foreach (var (slot, part) in layout.Slots.Zip(parts))
        {
            var shaped = part.view([.. slot.Shape]);
            var layer = layers.GetValueOrDefault(slot.Layer) ?? new LayerParameters();
            layers[slot.Layer] = slot.Role switch
            {
                ParameterRole.Weight => layer with { Weight = shaped },
                ParameterRole.Bias => layer with { Bias = shaped },
                ParameterRole.Gain => layer with { Gain = shaped },
                _ => layer with { Offset = shaped },
            };
        }

        var next = 0L;
        foreach (var (name, channels) in layout.Statistics)
        {
            layers[name] = layers[name] with
            {
                Mean = statistics.narrow(0, next, channels),
                Variance = statistics.narrow(0, next + channels, channels),
            };
            next += 2 * channels;
        }

        return layers;
    }

    /// <summary>Running means of 0 and variances of 1.</summary>
    public static Tensor InitialStatistics(ParameterLayout layout) =>
        torch.tensor(
            layout
                .Statistics.SelectMany(entry =>
                    Enumerable.Repeat(0f, (int)entry.Channels).Concat(Enumerable.Repeat(1f, (int)entry.Channels))
                )
                .ToArray()
        );

    /// <summary>He-normal weights (fan in, gain 2), gains of 1, all else 0.</summary>
    public static Tensor InitialValues(ParameterLayout layout, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        var parts = layout
            .Slots.Select(slot =>
                slot.Role switch
                {
                    ParameterRole.Weight => torch.randn([slot.Length], generator: random) * Math.Sqrt(2.0 * slot.Shape[0] / slot.Length),
                    ParameterRole.Gain => torch.ones(slot.Length),
                    _ => torch.zeros(slot.Length),
                }
            )
            .ToArray();
        return torch.cat(parts).MoveToOuterDisposeScope();
    }
}
