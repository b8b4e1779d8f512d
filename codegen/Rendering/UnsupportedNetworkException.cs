using Striate.Platform;

namespace Striate.Codegen;

/// <summary>A valid network that the generator has no code for.</summary>
/// <param name="diagnostic">The layer and what it needs.</param>
public sealed class UnsupportedNetworkException(Diagnostic diagnostic)
    : StriateException(ErrorKind.CheckFailed, $"{diagnostic}; {diagnostic.Remedy}")
{
    /// <summary>The layer and what it needs.</summary>
    public Diagnostic Diagnostic { get; } = diagnostic;
}
