using System.Collections.Immutable;

namespace Striate.Model.Graph.Validation;

/// <summary>Why a network cannot be run.</summary>
/// <param name="Layer">The layer's name; null where the network as a whole is meant.</param>
/// <param name="Reason">What is wrong, with the numbers that contradict each other or the limit that is exceeded.</param>
public sealed record NetworkError(string? Layer, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Layer is null ? Reason : $"layer '{Layer}': {Reason}";
}

/// <summary>A network contradicts itself or exceeds a limit.</summary>
/// <param name="network">The network's name.</param>
/// <param name="errors">At least one; the message holds the first.</param>
public sealed class InvalidNetworkException(string network, ImmutableArray<NetworkError> errors)
    : StriateException(
        ErrorKind.CheckFailed,
        $"network '{network}': {errors[0]}" + (errors.Length > 1 ? $" (and {errors.Length - 1} more)" : "")
    )
{
    /// <summary>Everything that is wrong.</summary>
    public ImmutableArray<NetworkError> Errors { get; } = errors;
}
