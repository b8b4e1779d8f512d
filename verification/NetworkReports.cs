using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Codegen.Planning;
using Striate.Codegen.Reporting;
using Striate.Model.Figures;
using Striate.Model.Graph;
using Striate.Platform.Checking;

namespace Striate.Verification;

/// <summary>Puts together what the plan predicts, what was compiled, and what the emulator counted.</summary>
public static class NetworkReports
{
    /// <summary>The report of code with strategy planned.</summary>
    /// <param name="build">The code.</param>
    /// <param name="network">The network.</param>
    /// <param name="options">The options that it was generated with.</param>
    /// <param name="packageSha256">The package.</param>
    /// <param name="counted">What the emulator counted; null where the code does not run on a device.</param>
    /// <exception cref="ArgumentException">The code was not planned.</exception>
    public static NetworkReport Of(
        BuildResult build,
        Network network,
        GeneratorOptions options,
        string packageSha256,
        VerificationReport? counted
    )
    {
        var plan = build.Code.Plan ?? throw new ArgumentException("only code with strategy planned has a plan to report");
        var il = BytesByLayer(build);
        var tables = build.Code.Files.ToLookup(file => file.Layer ?? "", file => (long)file.TableBytes);
        var sums = counted?.Layers.ToDictionary(layer => layer.Layer, StringComparer.Ordinal);
        double? Counted(string name) => sums is null ? null : Math.Round(sums[name].Mean, 1);
        double? Units(string name) => sums is null ? null : Math.Round(sums[name].CostUnits);
        var layers = plan
            .Layers.Select(
                (layer, index) =>
                {
                    var figures = LayerFigures.Of(network.Layers[index]);
                    return new LayerReport(
                        layer.Layer,
                        layer.Kind,
                        figures.Output.ToString(),
                        figures.DenseMacs,
                        figures.KeptMacs,
                        layer.Chosen.Name,
                        layer.Chosen.Cost.Instructions,
                        Counted(layer.Layer),
                        layer.Chosen.Cost.CostUnits,
                        Units(layer.Layer),
                        il[layer.Layer].Sum(),
                        tables[layer.Layer].Sum(),
                        layer.Chosen.Cost.HeapBytes,
                        [.. layer.RunnersUp.Select(RunnerUpOf)]
                    );
                }
            )
            .ToList();
        var own = new LayerReport(
            build.Code.NetworkClass,
            "network class",
            "",
            0,
            0,
            "calls, borders, the copy of the input",
            plan.NetworkClass.Instructions,
            Counted(build.Code.NetworkClass),
            plan.NetworkClass.CostUnits,
            Units(build.Code.NetworkClass),
            il[""].Sum(),
            0,
            0,
            []
        );
        ImmutableArray<LayerReport> all = [.. layers, own];
        var total = new LayerReport(
            "total",
            "",
            "",
            all.Sum(layer => layer.DenseMacs),
            all.Sum(layer => layer.KeptMacs),
            "",
            plan.Instructions,
            counted is null ? null : Math.Round(counted.Instructions.Mean, 1),
            plan.CostUnits,
            counted is null ? null : Math.Round(counted.CostUnits),
            build.IlBytes,
            build.Code.TableBytes,
            build.Map.TotalBytes,
            []
        );
        return new NetworkReport(
            network.Name,
            packageSha256,
            options.ToString(),
            counted?.Vectors ?? 0,
            all,
            total,
            build.FlashBytes,
            build.Assemblies.Length,
            build.Map,
            options.Budgets,
            [.. build.Diagnostics.Select(diagnostic => diagnostic.ToString())]
        );
    }

    private static RunnerUp RunnerUpOf(LayerOption option) =>
        new(
            option.Name,
            option.Cost.Instructions,
            option.Cost.CostUnits,
            option.Cost.IlBytes,
            option.Cost.TableBytes,
            option.Cost.HeapBytes,
            option.Rejected ?? ""
        );

    /// <summary>Bytes of IL of each layer's methods; the network class under the empty name.</summary>
    private static ILookup<string, long> BytesByLayer(BuildResult build) =>
        build
            .Assemblies.SelectMany(assembly => AssemblyMetrics.Of(assembly.Image).Methods)
            .ToLookup(
                method => build.Code.LayerOfClass.GetValueOrDefault(method.Type[(method.Type.LastIndexOf('.') + 1)..], ""),
                method => (long)method.IlBytes
            );
}
