using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Packaging;

namespace Striate.Import.Networks;

/// <summary>Puts layers together to a network, and that to a package.</summary>
internal static class NetworkPackage
{
    // Above these the reference would take long; a package may be without golden vectors.
    private const long MostGoldenOperations = 1L << 28;
    private const long MostGoldenValues = 1L << 21;

    /// <summary>A valid network; null where it is refused.</summary>
    /// <param name="input">What it reads.</param>
    /// <param name="layers">In order.</param>
    /// <param name="hasClasses">Whether its outputs are classes even without labels.</param>
    /// <param name="options">The user's choices.</param>
    /// <param name="problems">Takes what is wrong; not empty: nothing is made.</param>
    public static Network? NetworkOf(
        FeatureMap input,
        ImmutableArray<Layer> layers,
        bool hasClasses,
        ImportOptions options,
        List<ImportProblem> problems
    )
    {
        var network = new Network(
            options.Name ?? options.FileName ?? "network",
            input,
            layers,
            options.Labels,
            hasClasses || !options.Labels.IsEmpty
        );
        problems.AddRange(
            NetworkValidator
                .Check(network)
                .Select(error => new ImportProblem(
                    Problems.Limit,
                    error.Layer is null ? "network" : $"layer '{error.Layer}'",
                    error.Reason,
                    error.Layer is null && !IsNamedRight(options, network)
                        ? "correct the name or the labels that you gave"
                        : "make the source network smaller, or quantise it again"
                ))
        );
        return problems.Count == 0 ? network : null;
    }

    /// <summary>The package of a network, with golden vectors where they are quick.</summary>
    public static ImportResult ResultOf(Network network, SourceModelPart source) =>
        new(
            new ModelPackage(network, null, IsQuick(network) ? GoldenInputs.Of(network) : [])
            {
                OptionalParts = [new OptionalPart(OptionalPartNames.SourceModel, source.Format())],
            },
            source,
            source.Operators,
            []
        );

    private static bool IsNamedRight(ImportOptions options, Network network) =>
        (options.Name is not { } name || Names.IsName(name))
        && options.Labels.All(Names.IsLabel)
        && (options.Labels.IsEmpty || options.Labels.Length == network.Logits.Shape.Length);

    private static bool IsQuick(Network network) =>
        NetworkLimits.OperationsOf(network) <= MostGoldenOperations
        && network.Layers.Sum(layer => (long)layer.Output.Shape.Length) <= MostGoldenValues;
}
