using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Emulator;
using Striate.Emulator.Reporting;
using Striate.Model.Graph;

namespace Striate.Verification;

/// <summary>What the emulator counted by method, added up over inputs and by layer.</summary>
internal static class MethodSums
{
    /// <summary>Two profiles of one method.</summary>
    public static MethodProfile Add(MethodProfile a, MethodProfile b) =>
        a with
        {
            Calls = a.Calls + b.Calls,
            Instructions = a.Instructions + b.Instructions,
            Allocations = a.Allocations + b.Allocations,
            AllocatedBytes = a.AllocatedBytes + b.AllocatedBytes,
            CostUnits = a.CostUnits + b.CostUnits,
        };

    /// <summary>Sums over workers, most instructions first; how many workers there were makes no difference.</summary>
    public static ImmutableArray<MethodProfile> Of(IEnumerable<MethodProfile> methods) =>
        [
            .. methods
                .GroupBy(method => (method.Type, method.Name))
                .Select(group => group.Aggregate(Add))
                .OrderByDescending(method => method.Instructions)
                .ThenBy(method => method.Type + method.Name, StringComparer.Ordinal),
        ];

    /// <summary>Means per input of every layer, then of the network class itself.</summary>
    public static ImmutableArray<LayerInstructions> ByLayer(
        GeneratedCode code,
        Network network,
        IReadOnlyList<MethodProfile> methods,
        int inputs
    )
    {
        var sums = LayerProfile.Of(methods, GeneratedLayers.MapOf(code)).ToDictionary(layer => layer.Layer, StringComparer.Ordinal);
        LayerInstructions Mean(string name, string key) =>
            sums.TryGetValue(key, out var sum)
                ? new LayerInstructions(name, sum.Instructions / (double)inputs, sum.CostUnits / (double)inputs)
                : new LayerInstructions(name, 0, 0);
        return [.. network.Layers.Select(layer => Mean(layer.Name, layer.Name)), Mean(code.NetworkClass, LayerProfile.Shared)];
    }
}
