using CsCheck;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Fuzzing.Layers;

internal static class FlattenGenerator
{
    public static Gen<Layer> After(Draft draft)
    {
        var output = draft.Current with { Shape = new Shape(1, 1, draft.Current.Shape.Length) };
        return Gen.Const((Layer)new Flatten(draft.NameOf("flatten"), [draft.CurrentName], output));
    }
}
