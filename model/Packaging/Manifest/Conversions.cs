using System.Diagnostics.CodeAnalysis;
using Striate.Model.Graph;

namespace Striate.Model.Packaging.Manifest;

/// <summary>What several layer kinds hold, to the manifest's records and back.</summary>
internal static class Conversions
{
    public static MapManifest ToManifest(this FeatureMap map) =>
        new(map.Shape.Height, map.Shape.Width, map.Shape.Channels, map.Type.Bits, map.Type.Signed, map.Scale, map.ZeroPoint);

    public static FeatureMap ToMap(this MapManifest map) =>
        new(new Shape(map.Height, map.Width, map.Channels), new IntegerType(map.Bits, map.Signed), map.Scale, map.ZeroPoint);

    public static WindowManifest ToManifest(this Window window)
    {
        var (top, left, bottom, right) = window.Padding;
        return new(window.KernelHeight, window.KernelWidth, window.StrideY, window.StrideX, top, left, bottom, right);
    }

    public static Window ToWindow(this WindowManifest window) =>
        new(
            window.KernelHeight,
            window.KernelWidth,
            window.StrideY,
            window.StrideX,
            new Padding(window.Top, window.Left, window.Bottom, window.Right)
        );

    [return: NotNullIfNotNull(nameof(requantisation))]
    public static ClampManifest? ToManifest(this Requantisation? requantisation, string layer, TensorWriter tensors, string prefix = "")
    {
        if (requantisation is null)
        {
            return null;
        }

        tensors.Integers(layer, prefix + "multipliers", requantisation.Multipliers);
        tensors.Shifts(layer, prefix + "shifts", requantisation.Shifts);
        if (requantisation.Constants is { } constants)
        {
            tensors.Longs(layer, prefix + "constants", constants);
        }

        if (requantisation.Split is { } split)
        {
            tensors.Integers(layer, prefix + "thresholds", split.Thresholds);
            tensors.Longs(layer, prefix + "constantsBelow", split.Constants);
        }

        return new ClampManifest(
            requantisation.Minimum,
            requantisation.Maximum,
            requantisation.Constants is not null,
            requantisation.Split is not null
        );
    }

    [return: NotNullIfNotNull(nameof(clamp))]
    public static Requantisation? ToRequantisation(
        this ClampManifest? clamp,
        string layer,
        int channels,
        TensorReader tensors,
        string prefix = ""
    ) =>
        clamp is null
            ? null
            : new Requantisation(
                tensors.Integers(layer, prefix + "multipliers", channels),
                tensors.Shifts(layer, prefix + "shifts", channels),
                clamp.Minimum,
                clamp.Maximum,
                clamp.Constants ? tensors.Longs(layer, prefix + "constants", channels) : null,
                clamp.Split
                    ? new RequantisationSplit(
                        tensors.Integers(layer, prefix + "thresholds", channels),
                        tensors.Longs(layer, prefix + "constantsBelow", channels)
                    )
                    : null
            );
}
