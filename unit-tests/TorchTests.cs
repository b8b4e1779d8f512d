namespace Striate.UnitTests;

/// <summary>
/// Tests that compute with libtorch, one after the other and beside no others: TorchSharp does not keep a number alive while
/// an operation reads it, so that a garbage collection that another test brings about frees it too early.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchTests
{
    /// <summary>What such classes name in their attribute.</summary>
    public const string Name = "libtorch";
}
