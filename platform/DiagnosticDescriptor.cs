namespace Striate.Platform;

/// <summary>A kind of problem that is found before a device is involved.</summary>
/// <param name="Number">STR and four digits.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Title">A few words.</param>
/// <param name="Explanation">What the platform does about it, in a sentence or two.</param>
/// <param name="Remedy">What the author of the code can do about it.</param>
/// <param name="RemedyOfGenerated">What whoever generated the code from a network can do about it.</param>
public sealed record DiagnosticDescriptor(
    string Number,
    Severity Severity,
    string Title,
    string Explanation,
    string Remedy,
    string RemedyOfGenerated
);

/// <summary>How bad a diagnostic is.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Information,

    /// <summary>May behave differently than on .NET.</summary>
    Warning,

    /// <summary>Does not work.</summary>
    Error,
}
