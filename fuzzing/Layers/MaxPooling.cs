using CsCheck;
using Striate.Model.Graph.Layers;

namespace Striate.Fuzzing.Layers;

internal static class MaxPoolingGenerator
{
    public static Gen<Layer> After(Draft draft) =>
        from window in Values.Window(draft.Current.Shape)
        let shape = window.Over(draft.Current.Shape, draft.Current.Shape.Channels)
        select (Layer)new MaxPooling(draft.NameOf("maxPool"), [draft.CurrentName], draft.Current with { Shape = shape }, window);
}
