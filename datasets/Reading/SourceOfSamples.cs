using System.Security.Cryptography;

namespace Striate.DataSets.Reading;

/// <summary>What is known of files before their rows become samples.</summary>
/// <param name="Path">The folder or file.</param>
/// <param name="Channels">Name of each channel.</param>
/// <param name="Classes">The classes that were met.</param>
/// <param name="Sum">Of the files' bytes; how they are read is to be added.</param>
/// <param name="Notes">How they were read.</param>
/// <param name="Omissions">What was left out.</param>
internal sealed record SourceOfSamples(
    string Path,
    IReadOnlyList<string> Channels,
    ClassTable Classes,
    IncrementalHash Sum,
    IReadOnlyList<string> Notes,
    IReadOnlyList<string> Omissions
);
