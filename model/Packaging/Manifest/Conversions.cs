using System.Diagnostics.CodeAnalysis;
using Striate.Model.Graph;

namespace Striate.Model.Packaging.Manifest;

/// <summary>What several layer kinds hold, to the manifest's records and back.</summary>
internal static class Conversions
{
    public static MapManifest ToManifest(this FeatureMap map) =>
        new(map.Shape.Height, map.Shape.Width, map.Shape.Channels, map.Type.Bits, map.Type.Signed, map.Scale);

    public static FeatureMap ToMap(this MapManifest map) =>
        new(new Shape(map.Height, map.Width, map.Channels), new IntegerType(map.Bits, map.Signed), map.Scale);

    public static WindowManifest ToManifest(this Window window)
    {
        var (top, left, bottom, right) = window.Padding;
        return new(window.KernelHeight, window.KernelWidth, window.StrideY, window.StrideX, top, left, bottom, right);
    }

    public static Window ToWindow(this WindowManifest window) => new(
        window.KernelHeight,
        window.KernelWidth,
        window.StrideY,
        window.StrideX,
        new Padding(window.Top, window.Left, window.Bottom, window.Right));

    [return: NotNullIfNotNull(nameof(requantisation))]
    public static ClampManifest? ToManifest(this Requantisation? requantisation, string layer, TensorWriter tensors)
    {
        if (requantisation is null)
        {
            return null;
        }

        tensors.Integers(layer, "multipliers", requantisation.Multipliers);
        tensors.Shifts(layer, requantisation.Shifts);
        return new ClampManifest(requantisation.Minimum, requantisation.Maximum);
    }

    public static Requantisation? ToRequantisation(this ClampManifest? clamp, string layer, int channels, TensorReader tensors) =>
        clamp is null ? null : new Requantisation(
            tensors.Integers(layer, "multipliers", channels), tensors.Shifts(layer, channels), clamp.Minimum, clamp.Maximum);
}
