namespace Striate.Platform.Checking;

/// <summary>What is known of a value on the evaluation stack.</summary>
/// <param name="Kind">Integer, floating point or something else.</param>
/// <param name="IsSafeDivisor">True for a literal other than 0 and -1.</param>
internal readonly record struct StackValue(StackKind Kind, bool IsSafeDivisor = false)
{
    /// <summary>What is known when either value may be there.</summary>
    public StackValue Or(StackValue other) => new(Kind == other.Kind ? Kind : StackKind.Other, IsSafeDivisor && other.IsSafeDivisor);
}
