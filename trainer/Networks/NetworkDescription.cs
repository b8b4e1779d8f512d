using System.Collections.Immutable;
using Striate.Trainer.Networks.Layers;

namespace Striate.Trainer.Networks;

/// <summary>A network before training: layers in the order they run; the last one's output are the logits.</summary>
/// <param name="Source">The file that describes it; null for networks with names.</param>
public sealed record NetworkDescription(string Name, ImmutableArray<LayerDescription> Layers, TextSource? Source = null)
{
    /// <summary>What refuses the network: a file that is wrong, or a network that does not suit the data.</summary>
    /// <param name="reason">What is wrong, and what would be right.</param>
    /// <param name="layer">Where; null: the network as a whole.</param>
    internal Exception Refusal(string reason, LayerDescription? layer = null) =>
        Source is { } source
            ? new StriateException(
                ErrorKind.BadFile,
                $"{source.File}{(layer is null ? "" : $", line {source.Lines[Layers.IndexOf(layer)]}, layer '{layer.Name}'")}: {reason}"
            )
            : new StriateException(ErrorKind.Usage, $"network '{Name}'{(layer is null ? "" : $", layer '{layer.Name}'")}: {reason}");
}

/// <summary>Where a text has each layer.</summary>
/// <param name="File">The file, as messages name it.</param>
/// <param name="Lines">The line of each layer, from 1.</param>
/// <param name="Signals">Names of layers whose extents are one number: their maps have one row.</param>
public sealed record TextSource(string File, ImmutableArray<int> Lines, ImmutableArray<string> Signals);
