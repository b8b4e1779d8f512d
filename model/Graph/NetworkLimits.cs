namespace Striate.Model.Graph;

/// <summary>
/// What a network may be at most. Far above what a microcontroller holds; they bound the memory and time that a network
/// from an untrusted file can ask for.
/// </summary>
public static class NetworkLimits
{
    /// <summary>Layers of a network.</summary>
    public const int MaximumLayers = 4096;

    /// <summary>Values of one feature map: 16 Mi.</summary>
    public const int MaximumMapValues = 1 << 24;

    /// <summary>Weights of a whole network, counted as if every kernel were dense: 16 Mi.</summary>
    public const int MaximumWeights = 1 << 24;

    /// <summary>Rows or columns of a window, and of its step.</summary>
    public const int MaximumWindowSide = 65_535;

    /// <summary>Dense multiply-accumulates (or pooled values) of one inference: 2^36.</summary>
    public const long MaximumOperations = 1L << 36;

    /// <summary>
    /// Dense multiply-accumulates, and values that are pooled or written by other layers, of one inference of a valid network.
    /// </summary>
    public static long OperationsOf(Network network) => network.Layers.Sum(Validation.Work.Operations);

    /// <summary>Characters of a name or label.</summary>
    public const int MaximumNameLength = 64;
}
