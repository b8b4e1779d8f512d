namespace Striate.Model.Graph.Validation;

/// <summary>What every feature map must be on its own.</summary>
internal static class MapRules
{
    public static string? Error(FeatureMap map, bool isLast)
    {
        var (height, width, channels) = map.Shape;
        if (height < 1 || width < 1 || channels < 1 || !FitsMaximum(height, width, channels))
        {
            return $"{map.Shape} values; must be 1 to {NetworkLimits.MaximumMapValues}";
        }

        if (map.Type.Bits is < 4 or > 8 && !(isLast && map.Type == IntegerType.Int32))
        {
            return $"{map.Type} values; 4..8 bits are supported" + (isLast ? ", or int32" : "");
        }

        if (map.ZeroPoint < map.Type.Minimum || map.ZeroPoint > map.Type.Maximum || (map.Type == IntegerType.Int32 && map.ZeroPoint != 0))
        {
            return $"zero point {map.ZeroPoint}; it is within {map.Type}, and 0 for int32";
        }

        return double.IsFinite(map.Scale) && map.Scale > 0 ? null : $"scale {map.Scale}; a positive finite one is needed";
    }

    // Sides may be anything up to 2^31-1: their product overflows even 64 bits.
    private static bool FitsMaximum(int height, int width, int channels) =>
        (long)height * width <= NetworkLimits.MaximumMapValues && (long)height * width * channels <= NetworkLimits.MaximumMapValues;
}
