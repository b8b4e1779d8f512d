using System.Globalization;
using System.Text.Json.Serialization;

namespace Striate.Platform;

/// <summary>A problem at a place.</summary>
/// <param name="Descriptor">The kind of problem.</param>
/// <param name="Location">Where it is.</param>
/// <param name="Message">What is wrong, with its figures; no full stop.</param>
/// <param name="Value">The figure that was found, if the problem is a figure.</param>
/// <param name="Limit">The figure that is allowed, if the problem is a figure.</param>
public sealed record Diagnostic(
    DiagnosticDescriptor Descriptor,
    [property: JsonPropertyName("place")] Location Location,
    string Message,
    long? Value = null,
    long? Limit = null
)
{
    /// <summary>STR and four digits.</summary>
    public string Number => Descriptor.Number;

    /// <summary>How bad it is.</summary>
    public Severity Severity => Descriptor.Severity;

    /// <summary>What the user can do about it.</summary>
    public string Remedy => Descriptor.Remedy;

    /// <summary>A diagnostic by its number.</summary>
    /// <exception cref="KeyNotFoundException">The registry does not have that number.</exception>
    public static Diagnostic Create(string number, Location place, string message, long? value = null, long? limit = null) =>
        new(DiagnosticDescriptors.Get(number), place, message, value, limit);

    /// <summary>A value that is over a limit.</summary>
    public static Diagnostic Exceeds(Limit limit, Location place, long value) =>
        Create(
            limit.Diagnostic,
            place,
            string.Create(CultureInfo.InvariantCulture, $"{value:N0} {limit.Unit}; {limit.Holder} holds {limit.Works:N0}"),
            value,
            limit.Works
        );

    /// <summary>One line: <c>STR1204 layer 'conv3': 71,220 bytes of IL; an assembly holds 65,535</c>.</summary>
    public override string ToString() => $"{Number} {Location}: {Message}";
}
