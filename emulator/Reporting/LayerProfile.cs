namespace Striate.Emulator.Reporting;

/// <summary>What the methods of one layer have executed.</summary>
/// <param name="Layer">Name of the layer, or <see cref="StaticConstructors"/>, or <see cref="Shared"/> for everything else.</param>
/// <param name="Calls">How often its methods were entered.</param>
/// <param name="Instructions">IL instructions.</param>
/// <param name="CostUnits">Instructions weighted by opcode.</param>
/// <param name="Allocations">Objects put on the heap.</param>
public sealed record LayerProfile(string Layer, long Calls, long Instructions, long CostUnits, long Allocations)
{
    /// <summary>Code that belongs to no layer.</summary>
    public const string Shared = "(shared)";

    /// <summary>What runs once, while the assemblies are loaded.</summary>
    public const string StaticConstructors = "(static constructors)";

    /// <summary>Managed code of the core library, whoever calls it.</summary>
    public const string CoreLibrary = "(core library)";

    /// <summary>Sums over layers, in the order in which the methods come.</summary>
    public static IReadOnlyList<LayerProfile> Of(IReadOnlyList<MethodProfile> methods, LayerMap map) =>
        [
            .. methods
                .GroupBy(method => method.Name == ".cctor()" ? StaticConstructors : map.LayerOf(method) ?? Shared)
                .Select(layer => new LayerProfile(
                    layer.Key,
                    layer.Sum(method => method.Calls),
                    layer.Sum(method => method.Instructions),
                    layer.Sum(method => method.CostUnits),
                    layer.Sum(method => method.Allocations)
                )),
        ];
}
