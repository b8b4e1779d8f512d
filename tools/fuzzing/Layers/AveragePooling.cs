using CsCheck;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Fuzzing.Layers;

/// <summary>Average pooling over windows or over the whole map.</summary>
internal static class AveragePoolingGenerator
{
    public static Gen<Layer> After(Draft draft) =>
        from isGlobal in Gen.Bool
        from window in isGlobal ? Gen.Const(AveragePooling.GlobalWindow(draft.Current.Shape)) : draft.Window
        from type in Values.Activation
        from scale in Values.Scale
        let output = new FeatureMap(window.Over(draft.Current.Shape, draft.Current.Shape.Channels), type, scale)
        let sums = new AveragePooling(draft.NameOf("meanPool"), [draft.CurrentName], output, window, null)
        let range = new ValueRange(draft.Current.Type.Minimum, draft.Current.Type.Maximum)
        from requantisation in Values.Requantisation(AccumulatorBounds.Of(sums, range), type)
        select (Layer)(sums with { Requantisation = requantisation });

    /// <summary>Global pooling whose sums are the logits.</summary>
    public static Gen<Layer> Logits(Draft draft)
    {
        var output = new FeatureMap(new Shape(1, 1, draft.Current.Shape.Channels), IntegerType.Int32, 0.001);
        var window = AveragePooling.GlobalWindow(draft.Current.Shape);
        return Gen.Const((Layer)new AveragePooling("logits", [draft.CurrentName], output, window, null));
    }
}
