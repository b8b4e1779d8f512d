namespace Striate.Model.Graph;

/// <summary>
/// What flows between layers: integers with real value = <paramref name="Scale"/> * (integer - <paramref name="ZeroPoint"/>).
/// </summary>
/// <param name="Shape">Height, width, channels.</param>
/// <param name="Type">Range of the integers.</param>
/// <param name="Scale">Real value of one step; positive and finite.</param>
/// <param name="ZeroPoint">The integer that stands for 0, within the type; 0 in what Striate trains.</param>
public sealed record FeatureMap(Shape Shape, IntegerType Type, double Scale, int ZeroPoint = 0);
