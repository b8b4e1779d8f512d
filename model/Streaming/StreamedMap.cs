namespace Striate.Model.Streaming;

/// <summary>How a map of a network lies in time.</summary>
/// <param name="Name">Its name in the block form.</param>
/// <param name="Samples">Steps of the input from one of its steps to the next; 0: it belongs to one window and is computed anew for
/// each.</param>
/// <param name="Lag">So many of its steps behind the end of a block are not known yet.</param>
/// <param name="Steps">Steps that a window has.</param>
internal sealed record StreamedMap(string Name, int Samples, int Lag, int Steps)
{
    /// <summary>Whether a window computes it for itself.</summary>
    public bool IsOfWindow => Samples == 0;

    /// <summary>Whether both have a value for the same time.</summary>
    public bool IsBeside(StreamedMap other) => !IsOfWindow && (Samples, Steps) == (other.Samples, other.Steps);
}
