using CsCheck;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Fuzzing.Layers;

/// <summary>Adds the current map and any map of its shape, itself included.</summary>
internal static class AddGenerator
{
    public static Gen<Layer> After(Draft draft)
    {
        var partners = draft.Maps.Where(pair => pair.Map.Shape == draft.Current.Shape).ToArray();
        return from partner in Gen.Int[0, partners.Length - 1].Select(index => partners[index])
            from swapped in Gen.Bool
            from type in Values.Activation
            from scale in Values.Scale
            from multiplierBits in Gen.Int[1, 31]
            from a in Gen.Int[1, (int)((1L << multiplierBits) - 1)]
            from b in Gen.Int[1, (int)((1L << multiplierBits) - 1)]
            from saturation in Gen.Int[0, 3]
            from clamp in Values.Clamp(type)
            let largest = (Magnitude(draft.Current.Type) * a) + (Magnitude(partner.Map.Type) * b)
            select (Layer)
                new Add(
                    draft.NameOf("add"),
                    swapped ? [partner.Name, draft.CurrentName] : [draft.CurrentName, partner.Name],
                    new FeatureMap(draft.Current.Shape, type, scale),
                    a,
                    b,
                    Values.Shift(largest, 1, type, saturation),
                    clamp.Minimum,
                    clamp.Maximum
                );
    }

    private static double Magnitude(IntegerType type) => Math.Max(-(double)type.Minimum, type.Maximum);
}
