using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Striate.Model.Packaging;
using Striate.Verification;
using Striate.Zoo;
using Striate.Zoo.Trained;

namespace Striate.Cli;

/// <summary>Networks that verbs measure: those of the zoo by name, and packages.</summary>
internal static class KnownNetworks
{
    /// <summary>What the zoo has, for messages.</summary>
    public static string Names => string.Join(", ", ZooNetwork.Architectures.Concat(TrainedNetwork.All.Select(network => network.Name)));

    /// <summary>The networks that a name stands for, made or read when they are asked for; null: all of the zoo.</summary>
    /// <exception cref="StriateException">There is no such network.</exception>
    public static List<(string Title, Func<LoadedPackage> Load)> Find(string? name)
    {
        if (IsPackage(name))
        {
            return [(Path.GetFileNameWithoutExtension(name), () => PackageFile.Read(name))];
        }

        var found = name is null ? ZooNetwork.All : ZooNetwork.Find(name);
        var all = found.Select(network => (Title: network.Name, Load: (Func<LoadedPackage>)(() => Load(network)))).ToList();
        all.AddRange(
            TrainedNetwork
                .All.Where(network => name is null || name == network.Name)
                .Select(network => (network.Name, (Func<LoadedPackage>)network.Read))
        );
        return all.Count > 0
            ? all
            : throw new StriateException(
                ErrorKind.Usage,
                $"the zoo has no '{name}'; it has {Names}, and packages end in {PackageFile.Extension}"
            );
    }

    /// <summary>Whether a name is that of a package's file.</summary>
    public static bool IsPackage([NotNullWhen(true)] string? name) =>
        name?.EndsWith(PackageFile.Extension, StringComparison.Ordinal) == true;

    /// <summary>
    /// Golden vectors of the package, then random ones: inputs at the ends of their range would weigh more in a mean than they do in life.
    /// </summary>
    public static ImmutableArray<GoldenVector> Expected(ModelPackage package, int vectors, CancellationToken cancellation)
    {
        const int Ends = 2;
        var random = Math.Max(0, vectors - package.GoldenVectors.Length);
        return
        [
            .. package.GoldenVectors.Take(vectors),
            .. GoldenVectors.Compute(package.Network, [.. TestInputs.For(package.Network.Input, Ends + random).Skip(Ends)], cancellation),
        ];
    }

    // Code of the zoo's networks is not kept: nothing asks for the package that its stamp names.
    private static LoadedPackage Load(ZooNetwork network) => new(new ModelPackage(network.Make(), null, []), new string('0', 64));
}
