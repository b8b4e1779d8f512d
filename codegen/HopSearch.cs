using System.Collections.Immutable;
using Striate.Codegen.Planning;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Model.Streaming;

namespace Striate.Codegen;

/// <summary>What code costs that takes so many steps of a signal at once.</summary>
/// <param name="Hop">Steps of a block.</param>
/// <param name="Instructions">Predicted, of a block.</param>
/// <param name="CostUnits">Predicted, of a block.</param>
/// <param name="HeapBytes">Managed heap.</param>
/// <param name="FlashBytes">Flash of the assemblies.</param>
/// <param name="StateBytes">Bytes kept from block to block.</param>
/// <param name="Keeps">Whether the code keeps its budgets.</param>
public sealed record HopPoint(int Hop, long Instructions, long CostUnits, long HeapBytes, long FlashBytes, int StateBytes, bool Keeps)
{
    /// <summary>Cost units of a step of the signal.</summary>
    public double CostUnitsPerStep => (double)CostUnits / Hop;
}

/// <summary>
/// Looks for the hop with which a step of the signal costs least: small ones cost more a step, large ones more heap and time until an
/// answer.
/// </summary>
public static class HopSearch
{
    /// <summary>
    /// What hops cost, from the smallest on: multiples of the network's grain by powers of two, at most half of a window.
    /// </summary>
    /// <param name="network">A valid network.</param>
    /// <param name="options">The user's choices; their hop does not count.</param>
    /// <param name="contract">How readings become the network's input; null: the code reads inputs alone.</param>
    /// <param name="longest">The longest hop to look at; null: half of a window.</param>
    /// <param name="progress">Gets the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops between two hops.</param>
    /// <exception cref="StriateException">The network does not stream exactly, or no hop is that short.</exception>
    public static ImmutableArray<HopPoint> Curve(
        Network network,
        GeneratorOptions options,
        InputContract? contract,
        int? longest = null,
        Action<double>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var check = BlockForm.Check(network);
        _ = BlockForm.Of(network, check.Grain);
        ImmutableArray<int> hops = [.. check.Hops().Where(hop => !(hop > longest))];
        if (hops.IsEmpty)
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"{BlockForm.HopNumber} network '{network.Name}' takes at least {check.Grain} steps at once; a longest hop of {longest} is too short"
            );
        }

        var points = ImmutableArray.CreateBuilder<HopPoint>();
        foreach (var hop in hops)
        {
            cancellation.ThrowIfCancellationRequested();
            var with = options with { Hop = hop };
            var plan = Generator.Plan(network, with, contract);
            points.Add(
                new HopPoint(
                    hop,
                    plan.Instructions,
                    plan.CostUnits,
                    plan.HeapBytes,
                    plan.FlashBytes,
                    BlockForm.Of(network, hop).StateLength,
                    plan.Keeps(options.Budgets)
                )
            );
            progress?.Invoke((double)points.Count / hops.Length);
        }

        return points.ToImmutable();
    }

    /// <summary>
    /// The point with the least cost of a step among those that keep the budgets; where none does, that with the least heap.
    /// </summary>
    public static HopPoint Best(ImmutableArray<HopPoint> curve) =>
        curve.Where(point => point.Keeps).MinBy(point => point.CostUnitsPerStep) ?? curve.MinBy(point => point.HeapBytes)!;
}
