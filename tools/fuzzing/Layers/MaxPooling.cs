using CsCheck;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Fuzzing.Layers;

internal static class MaxPoolingGenerator
{
    public static Gen<Layer> After(Draft draft) =>
        from window in Gen.Frequency((1, draft.Window), (3, Blocks(draft.Current.Shape)))
        let shape = window.Over(draft.Current.Shape, draft.Current.Shape.Channels)
        select (Layer)new MaxPooling(draft.NameOf("maxPool"), [draft.CurrentName], draft.Current with { Shape = shape }, window);

    /// <summary>Windows that neither overlap nor leave the map: such as the generator computes with the convolution before.</summary>
    private static Gen<Window> Blocks(Shape input) =>
        from height in Gen.Frequency((2, Gen.Const(Math.Min(2, input.Height))), (1, Gen.Int[1, Math.Min(3, input.Height)]))
        from width in Gen.Frequency((2, Gen.Const(Math.Min(2, input.Width))), (1, Gen.Int[1, Math.Min(3, input.Width)]))
        from gap in Gen.Frequency((4, Gen.Const(0)), (1, Gen.Const(1)))
        select new Window(height, width, height + gap, width + gap, Padding.None);
}
