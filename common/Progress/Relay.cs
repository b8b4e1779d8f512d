namespace Striate.Common;

/// <summary>
/// Hands progress on, on the thread that reports it: the base library's <see cref="Progress{T}"/> posts it to another one, in any order.
/// </summary>
/// <param name="report">Takes each report.</param>
public sealed class Relay<T>(Action<T> report) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => report(value);
}
