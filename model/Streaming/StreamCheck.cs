namespace Striate.Model.Streaming;

/// <summary>Why a network cannot be streamed.</summary>
/// <param name="Layer">The layer; null: the input.</param>
/// <param name="Problem">What is in the way, as words behind the layer's name.</param>
/// <param name="Remedy">What to change.</param>
public sealed record StreamObstacle(string? Layer, string Problem, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(Layer is null ? "the input" : $"layer '{Layer}'")} {Problem}; {Remedy}";
}

/// <summary>How a layer of a network is computed when its input streams.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Samples">Steps of the input between two of its steps; 0: the layer is computed once for each window.</param>
/// <param name="Steps">Steps of its output in a window.</param>
public sealed record StreamedLayer(string Layer, string Kind, int Samples, int Steps);

/// <summary>Whether a network streams exactly, and how.</summary>
/// <param name="IsDown">Whether time runs down the rows of the input.</param>
/// <param name="WindowSteps">Steps of the input in a window.</param>
/// <param name="Grain">A hop is a multiple of it: the least common multiple of the input steps between two steps of each streamed
/// map.</param>
/// <param name="Layers">Of every layer up to the first obstacle how it is computed.</param>
/// <param name="Obstacle">The first thing in the way; null: the network streams.</param>
public sealed record StreamCheck(
    bool IsDown,
    int WindowSteps,
    int Grain,
    System.Collections.Immutable.ImmutableArray<StreamedLayer> Layers,
    StreamObstacle? Obstacle
)
{
    /// <summary>Hops that are worth a look: the grain times powers of two, at most half of a window, and at least one.</summary>
    public IEnumerable<int> Hops()
    {
        yield return Grain;
        for (var hop = 2L * Grain; hop <= WindowSteps / 2; hop *= 2)
        {
            yield return (int)hop;
        }
    }
}
