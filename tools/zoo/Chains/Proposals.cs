using System.Collections.Immutable;
using System.Globalization;
using Striate.Model.Graph;

namespace Striate.Zoo.Chains;

/// <summary>Networks that suit data of a shape, from the largest to the smallest.</summary>
public static class Proposals
{
    private static readonly int[] s_channels = [48, 32, 24, 16, 12, 8, 6, 4];
    private const int Stages = 4;
    private const int LongSignal = 1024;

    /// <summary>The networks.</summary>
    /// <param name="input">Rows, columns, channels: signals have one row, features one row and one column.</param>
    /// <param name="classes">Logits.</param>
    public static ImmutableArray<ChainNetwork> For(Shape input, int classes) =>
        input switch
        {
            { Height: 1, Width: 1 } => [.. s_channels.Select(count => Features(2 * count, classes))],
            { Height: 1 } => [.. s_channels.Select(count => Signal(input.Width, count, classes))],
            _ => [.. s_channels.Select(count => Image(input, count, classes))],
        };

    private static ChainNetwork Features(int count, int classes) =>
        Named(
            "features",
            count,
            [
                new ChainConnected("hidden1", count, true),
                new ChainConnected("hidden2", Math.Max(2, count / 2), true),
                new ChainConnected("logits", classes, false),
            ]
        );

    private static ChainNetwork Signal(int width, int count, int classes)
    {
        var layers = new List<ChainLayer>();
        var stage = 1;
        if (width >= LongSignal)
        {
            // Little is computed at the full rate.
            layers.AddRange([new ChainConvolution("conv1", 1, 9, count, 4), new ChainPooling("pool1", 1, 4)]);
            (width, stage) = ((width + 3) / 4 / 4, 2);
        }

        for (; stage <= Stages; stage++)
        {
            // A kernel's outer columns must see more than padding.
            layers.Add(new ChainConvolution(Name("conv", stage), 1, width >= 6 ? 5 : 3, stage == 1 ? count : 2 * count));
            if (stage == Stages || width < 8)
            {
                break;
            }

            layers.Add(new ChainPooling(Name("pool", stage), 1, 2));
            width /= 2;
        }

        return Named("signal", count, [.. layers, new ChainMean("mean"), new ChainConnected("logits", classes, false)]);
    }

    private static ChainNetwork Image(Shape input, int count, int classes)
    {
        var (layers, height, width) = (new List<ChainLayer>(), input.Height, input.Width);
        for (var stage = 1; stage <= Stages; stage++)
        {
            layers.Add(new ChainConvolution(Name("conv", stage), 3, 3, count << Math.Min(stage - 1, 2)));
            if (stage == Stages || Math.Min(height, width) < 4)
            {
                break;
            }

            layers.Add(new ChainPooling(Name("pool", stage), 2, 2));
            (height, width) = (height / 2, width / 2);
        }

        return Named("image", count, [.. layers, new ChainMean("mean"), new ChainConnected("logits", classes, false)]);
    }

    private static ChainNetwork Named(string kind, int count, ImmutableArray<ChainLayer> layers) => new(Name(kind, count), layers);

    private static string Name(string kind, int number) => kind + number.ToString(CultureInfo.InvariantCulture);
}
