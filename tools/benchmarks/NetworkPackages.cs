using System.Globalization;
using Striate.Model.Figures;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;
using Striate.Verification;
using Striate.Zoo;

namespace Striate.Benchmarks;

/// <summary><c>networks --out FOLDER</c>: the zoo's networks as packages, for <c>generate</c>, <c>verify</c> and <c>report</c>.</summary>
internal static class NetworkPackages
{
    private const int GoldenVectorCount = 4;

    /// <summary>Writes a package per network, and a line about each.</summary>
    public static void Write(string folder, TextWriter log)
    {
        Directory.CreateDirectory(folder);
        foreach (var entry in ZooNetwork.All)
        {
            var network = entry.Make();
            var golden = GoldenVectors.Compute(network, TestInputs.For(network.Input, GoldenVectorCount));
            PackageFile.Write(Path.Combine(folder, entry.Name + ".striate"), new ModelPackage(network, null, golden));
            log.WriteLine(Line(entry.Name, network));
        }
    }

    private static string Line(string name, Network network)
    {
        var figures = NetworkFigures.Of(network);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {figures.DenseMacs:N0} dense MACs, {figures.KeptMacs:N0} kept; "
                + $"{figures.KeptParameters:N0} of {figures.DenseParameters:N0} weights kept, {100 * Nonzero(network):F1} % of them nonzero"
        );
    }

    private static double Nonzero(Network network)
    {
        var weights = network
            .Layers.SelectMany(layer =>
                layer switch
                {
                    Convolution convolution => convolution.Bank.Weights,
                    FullyConnected connected => connected.Weights,
                    _ => [],
                }
            )
            .ToArray();
        return weights.Count(weight => weight != 0) / (double)weights.Length;
    }
}
