namespace Striate.Platform;

/// <summary>A size that nanoFramework's file format or runtime cannot exceed.</summary>
/// <param name="Id">Name in code, for instance <c>assembly-bytecode</c>.</param>
/// <param name="Name">What is measured.</param>
/// <param name="Unit">Unit in messages, plural.</param>
/// <param name="Holder">What has the limit, with its article: "an assembly".</param>
/// <param name="Works">Largest value known to work.</param>
/// <param name="FailsAt">Smallest value known to fail, or null where none was tried.</param>
/// <param name="Failure">What happens beyond the limit.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Diagnostic">Number of the diagnostic that reports it.</param>
/// <param name="Source">Where the limit comes from, and whether it was measured.</param>
public sealed record Limit(
    string Id,
    string Name,
    string Unit,
    string Holder,
    long Works,
    long? FailsAt,
    string Failure,
    string Remedy,
    string Diagnostic,
    string Source
);
