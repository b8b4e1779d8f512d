namespace Striate.Codegen.Planning;

/// <summary>
/// How many of the ways that a plan may take have been looked at, weighted by the layer's weights: their code grows with these.
/// </summary>
/// <param name="layers">Weights and ways of every layer.</param>
/// <param name="report">Gets the share that is done, from 0 to 1; null for nobody.</param>
/// <param name="cancellation">Looked at with every way.</param>
internal sealed class PlanningProgress(
    IReadOnlyList<(long Weights, int Ways)> layers,
    Action<double>? report,
    CancellationToken cancellation
)
{
    private readonly double _all = layers.Sum(layer => (double)layer.Weights * layer.Ways);
    private readonly Lock _lock = new();
    private double _done;

    /// <summary>One way to compute a layer is done with.</summary>
    /// <exception cref="OperationCanceledException">The planning is cancelled.</exception>
    public void Looked(int layer)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _done += layers[layer].Weights;
            report?.Invoke(Math.Min(1, _done / _all));
        }
    }
}
