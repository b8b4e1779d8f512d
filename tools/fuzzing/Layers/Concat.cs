using CsCheck;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Fuzzing.Layers;

/// <summary>Joins the current map and one or two maps of its extent, type and scale, itself included.</summary>
internal static class ConcatGenerator
{
    public static Gen<Layer> After(Draft draft)
    {
        var current = draft.Current;
        var partners = draft
            .Maps.Where(pair =>
                pair.Map with { Shape = current.Shape } == current
                && pair.Map.Shape with { Channels = current.Shape.Channels } == current.Shape
            )
            .ToArray();
        return from picks in Gen.Int[0, partners.Length - 1].Array[1, 2]
            from position in Gen.Int[0, picks.Length]
            let inputs = picks.Select(pick => partners[pick]).ToList()
            let joined = inputs[..position].Append((draft.CurrentName, current)).Concat(inputs[position..]).ToArray()
            let channels = joined.Sum(pair => pair.Item2.Shape.Channels)
            select (Layer)
                new Concat(
                    draft.NameOf("concat"),
                    [.. joined.Select(pair => pair.Item1)],
                    current with
                    {
                        Shape = current.Shape with { Channels = channels },
                    }
                );
    }
}
