using System.Collections.Immutable;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

/// <summary>
/// Checks everything that a contradictory graph may hold, without trusting any number in it. What it passes, the
/// reference executor runs without overflow and the generator may rely on.
/// </summary>
public static class NetworkValidator
{
    /// <summary>Everything that is wrong with a network; empty when it is valid.</summary>
    public static ImmutableArray<NetworkError> Check(Network network)
    {
        var errors = ImmutableArray.CreateBuilder<NetworkError>();
        CheckNetwork(network, errors);
        if (errors.Count == 0)
        {
            CheckLayers(network, errors);
        }

        if (errors.Count == 0)
        {
            CheckClasses(network, errors);
            CheckReaders(network, errors);
            CheckTotals(network, errors);
            AccumulatorRules.Check(network, errors);
        }

        return errors.ToImmutable();
    }

    /// <summary>Throws when a network is not valid.</summary>
    /// <exception cref="InvalidNetworkException">It is not; the exception holds all errors.</exception>
    public static void ThrowIfInvalid(Network network)
    {
        var errors = Check(network);
        if (!errors.IsEmpty)
        {
            throw new InvalidNetworkException(network.Name, errors);
        }
    }

    private static void CheckNetwork(Network network, ImmutableArray<NetworkError>.Builder errors)
    {
        Require(errors, Names.IsName(network.Name), $"the network's name is refused; {Names.NameRule}");
        if (MapRules.Error(network.Input, isLast: false) is { } reason)
        {
            errors.Add(new NetworkError(null, $"input: {reason}"));
        }

        Require(
            errors,
            !network.Layers.IsDefaultOrEmpty && network.Layers.Length <= NetworkLimits.MaximumLayers,
            $"{(network.Layers.IsDefault ? 0 : network.Layers.Length)} layers; must be 1 to {NetworkLimits.MaximumLayers}"
        );
        Require(errors, !network.Labels.IsDefault && network.Labels.All(Names.IsLabel), $"a label is refused; {Names.LabelRule}");
    }

    private static void CheckLayers(Network network, ImmutableArray<NetworkError>.Builder errors)
    {
        var maps = new Dictionary<string, FeatureMap>(StringComparer.Ordinal) { [Network.InputName] = network.Input };
        for (var index = 0; index < network.Layers.Length; index++)
        {
            var layer = network.Layers[index];
            if (!Names.IsName(layer.Name))
            {
                errors.Add(new NetworkError($"#{index}", $"its name is refused; {Names.NameRule}"));
                return;
            }

            var check = new LayerCheck(layer, maps, isLast: index == network.Layers.Length - 1, errors);
            if (
                check.Require(!maps.ContainsKey(layer.Name), "another layer, or the input, has the same name")
                && check.FindInputs()
                && check.CheckOutput()
            )
            {
                CheckKind(check, layer);
            }

            maps.TryAdd(layer.Name, layer.Output);
        }
    }

    private static void CheckKind(LayerCheck check, Layer layer) =>
        layer.Match<Action>(
            convolution => () => ConvolutionRules.Check(check, convolution),
            fullyConnected => () => FullyConnectedRules.Check(check, fullyConnected),
            maxPooling => () => MaxPoolingRules.Check(check, maxPooling),
            averagePooling => () => AveragePoolingRules.Check(check, averagePooling),
            add => () => AddRules.Check(check, add),
            multiply => () => MultiplyRules.Check(check, multiply),
            concat => () => ConcatRules.Check(check, concat),
            scaleShift => () => ScaleShiftRules.Check(check, scaleShift),
            flatten => () => FlattenRules.Check(check, flatten),
            constant => () => ConstantRules.Check(check, constant),
            lookUp => () => LookUpRules.Check(check, lookUp),
            softmax => () => SoftmaxRules.Check(check, softmax),
            history => () => HistoryRules.Check(check, history)
        )();

    private static void CheckClasses(Network network, ImmutableArray<NetworkError>.Builder errors)
    {
        var (last, shape) = (network.Layers[^1].Name, network.Logits.Shape);
        Require(errors, !network.HasClasses || shape is { Height: 1, Width: 1 }, $"the logits are {shape}; 1x1xclasses is needed", last);
        Require(
            errors,
            network.Labels.Length == 0 || (network.HasClasses && network.Labels.Length == shape.Channels),
            network.HasClasses
                ? $"{network.Labels.Length} labels for {shape.Channels} logits; none or one each is needed"
                : $"{network.Labels.Length} labels for an output that is not classes"
        );
    }

    private static void CheckReaders(Network network, ImmutableArray<NetworkError>.Builder errors)
    {
        var read = network.Layers.SelectMany(layer => layer.Inputs).ToHashSet(StringComparer.Ordinal);
        foreach (var layer in network.Layers[..^1].Where(layer => !read.Contains(layer.Name)))
        {
            errors.Add(new NetworkError(layer.Name, "no layer reads its output; leave it out"));
        }
    }

    private static void CheckTotals(Network network, ImmutableArray<NetworkError>.Builder errors)
    {
        var weights = network.Layers.Sum(Work.DenseWeights);
        Require(
            errors,
            weights <= NetworkLimits.MaximumWeights,
            $"{weights} weights; a network has {NetworkLimits.MaximumWeights} at most"
        );
        // One layer stays below 2^57, all of them together need not fit into 64 bits: stop adding at the limit.
        var operations = network.Layers.Aggregate(
            0L,
            (sum, layer) => sum > NetworkLimits.MaximumOperations ? sum : sum + Work.Operations(layer)
        );
        Require(
            errors,
            operations <= NetworkLimits.MaximumOperations,
            $"more than {NetworkLimits.MaximumOperations} multiply-accumulates and pooled values"
        );
    }

    private static void Require(ImmutableArray<NetworkError>.Builder errors, bool condition, string otherwise, string? layer = null)
    {
        if (!condition)
        {
            errors.Add(new NetworkError(layer, otherwise));
        }
    }
}
