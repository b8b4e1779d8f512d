using System.Collections.Immutable;
using CsCheck;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Fuzzing.Layers;

/// <summary>Gains of either sign and of 1..31 bits; one layer in four has multipliers at the ends of int32.</summary>
internal static class ScaleShiftGenerator
{
    public static Gen<Layer> After(Draft draft) =>
        from type in Values.Activation
        from scale in Values.Scale
        from bits in Gen.Int[1, 31]
        let channels = draft.Current.Shape.Channels
        from multipliers in Gen.Int[-(int)((1L << bits) - 1), (int)((1L << bits) - 1)].Array[channels]
        from extreme in Gen.Int[0, 3]
        from offsets in Gen.Int.Array[channels]
        from offsetShift in Gen.Int[0, 31]
        from saturation in Gen.Int[0, 3].Array[channels]
        from clamp in Values.Clamp(type)
        let gains = multipliers.Select(gain => extreme == 0 ? (gain < 0 ? int.MinValue : int.MaxValue) : gain).ToImmutableArray()
        select (Layer)
            new ScaleShift(
                draft.NameOf("scaleShift"),
                [draft.CurrentName],
                new FeatureMap(draft.Current.Shape, type, scale),
                gains,
                [.. offsets.Select(offset => (long)(offset >> offsetShift))],
                [
                    .. gains.Select(
                        (gain, channel) => Values.Shift(Math.Abs((double)gain), draft.Current.Type.Maximum, type, saturation[channel])
                    ),
                ],
                clamp.Minimum,
                clamp.Maximum
            );
}
