namespace Striate.UnitTests.Import;

/// <summary>Tests that count the memory of all threads: beside no others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneTests
{
    /// <summary>What such classes name in their attribute.</summary>
    public const string Name = "alone";
}
