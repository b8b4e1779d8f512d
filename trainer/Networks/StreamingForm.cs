using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Trainer.Networks.Layers;

namespace Striate.Trainer.Networks;

/// <summary>
/// The form of a network that computes a signal as it comes: without padding along time, so that each value depends on its own time alone.
/// </summary>
public static class StreamingForm
{
    /// <summary>The form of a network over inputs of a shape.</summary>
    /// <param name="network">The network.</param>
    /// <param name="input">Its input: time runs down the rows, or across where there is one row.</param>
    /// <exception cref="StriateException">A window is too short for the network without padding.</exception>
    public static NetworkDescription Of(NetworkDescription network, Shape input)
    {
        Window Bare(Window window) =>
            window with
            {
                Padding = input.Height > 1 ? window.Padding with { Top = 0, Bottom = 0 } : window.Padding with { Left = 0, Right = 0 },
            };
        var streaming = network with
        {
            Layers =
            [
                .. network.Layers.Select(layer =>
                    layer switch
                    {
                        ConvolutionDescription convolution => convolution with { Window = Bare(convolution.Window) },
                        MaxPoolingDescription pooling => pooling with { Window = Bare(pooling.Window) },
                        AveragePoolingDescription { Window: { } window } pooling => pooling with { Window = Bare(window) },
                        _ => layer,
                    }
                ),
            ],
        };
        try
        {
            _ = NetworkLayout.From(streaming, input);
            return streaming;
        }
        catch (StriateException problem)
        {
            throw new StriateException(
                problem.Kind,
                $"{problem.Message}; without padding along time (--streaming) maps are shorter: use a longer window, or a network of fewer layers",
                problem
            );
        }
    }
}
