namespace Striate.Model.Graph;

/// <summary>What flows between layers: integers with real value = <paramref name="Scale"/> * integer.</summary>
/// <param name="Shape">Height, width, channels.</param>
/// <param name="Type">Range of the integers.</param>
/// <param name="Scale">Real value of one step; positive and finite.</param>
public sealed record FeatureMap(Shape Shape, IntegerType Type, double Scale);
