using CsCheck;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Fuzzing.Layers;

internal static class FullyConnectedGenerator
{
    public static Gen<Layer> After(Draft draft) =>
        from neurons in Gen.Int[1, Math.Clamp(draft.Size.LayerOperations / draft.Current.Shape.Length, 1, draft.Size.Channels)]
        from type in Values.Activation
        from scale in Values.Scale
        from layer in Of(draft, draft.NameOf("fc"), new FeatureMap(new Shape(1, 1, neurons), type, scale))
        select layer;

    public static Gen<Layer> Logits(Draft draft, int classes) =>
        Of(draft, "logits", new FeatureMap(new Shape(1, 1, classes), IntegerType.Int32, 0.001));

    private static Gen<Layer> Of(Draft draft, string name, FeatureMap output) =>
        from bits in Gen.Int[2, 8]
        from weights in KernelBankGenerator.Weights(draft.Current.Shape.Length * output.Shape.Channels, bits)
        let range = new ValueRange(draft.Current.Type.Minimum, draft.Current.Type.Maximum)
        let bare = new FullyConnected(name, [draft.CurrentName], output, bits, weights, [.. new int[output.Shape.Channels]], null)
        from bias in Values.Bias(AccumulatorBounds.Of(bare, range))
        let biased = bare with
        {
            Bias = bias,
        }
        from layer in output.Type == IntegerType.Int32
            ? Gen.Const((Layer)biased)
            : Values
                .Requantisation(AccumulatorBounds.Of(biased, range), output.Type)
                .Select(requantisation => (Layer)(biased with { Requantisation = requantisation }))
        select layer;
}
