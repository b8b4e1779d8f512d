using Striate.Codegen;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Fuzzing.Networks;

/// <summary>Makes a failing network smaller in steps that keep it failing.</summary>
public static class NetworkShrinker
{
    /// <summary>Shrinks the network of a seed.</summary>
    public static NetworkFailure Shrink(ulong seed, Strategy strategy, string problem)
    {
        var (network, text) = Shrink(
            NetworkFuzz.NetworkOf(seed),
            problem,
            candidate => NetworkOutcome.Problem(candidate, NetworkFuzz.Inputs(candidate, seed), strategy, traced: 8).Text
        );
        return new NetworkFailure(seed, strategy, text, NetworkListing.Of(network));
    }

    /// <summary>The smallest network that steps reach which each leave a problem.</summary>
    /// <param name="network">Has the problem.</param>
    /// <param name="problem">In words.</param>
    /// <param name="find">The problem that a network has; null for none.</param>
    public static (Network Network, string Problem) Shrink(Network network, string problem, Func<Network, string?> find)
    {
        while (true)
        {
            var smaller = Smaller(network)
                .Where(candidate => NetworkValidator.Check(candidate).IsEmpty)
                .Select(candidate => (candidate, Problem: find(candidate)))
                .FirstOrDefault(pair => pair.Problem is not null);
            if (smaller.Problem is null)
            {
                return (network, problem);
            }

            (network, problem) = (smaller.candidate, smaller.Problem);
        }
    }

    // Each is smaller by some measure, or shrinking would not end. A layer less at either end, a layer that passes its input on left out,
    // biases and weights that are zero.
    private static IEnumerable<Network> Smaller(Network network)
    {
        for (var index = network.Layers.Length - 1; index >= 0; index--)
        {
            if (network.Layers[index] is var layer && layer.Inputs.Any(name => network.MapOf(name) == layer.Output))
            {
                yield return Without(network, layer, layer.Inputs.First(name => network.MapOf(name) == layer.Output));
            }

            if (index > 0 && network.Layers[index] is { Inputs: not [Network.InputName] } inner)
            {
                yield return From(network, index, inner);
            }

            foreach (var simpler in Simpler(network.Layers[index]))
            {
                yield return network with
                {
                    Layers = network.Layers.SetItem(index, simpler),
                };
            }
        }
    }

    private static Network Without(Network network, Layer removed, string instead) =>
        network with
        {
            Layers =
            [
                .. network
                    .Layers.Remove(removed)
                    .Select(layer => layer with { Inputs = [.. layer.Inputs.Select(name => name == removed.Name ? instead : name)] }),
            ],
        };

    // What a layer reads becomes the input of the network.
    private static Network From(Network network, int index, Layer first) =>
        network with
        {
            Input = network.MapOf(first.Inputs[0]),
            Layers =
            [
                .. network
                    .Layers[index..]
                    .Select(layer =>
                        layer with
                        {
                            Inputs = [.. layer.Inputs.Select(name => name == first.Inputs[0] ? Network.InputName : name)],
                        }
                    ),
            ],
        };

    private static IEnumerable<Layer> Simpler(Layer layer)
    {
        if (layer is Convolution { Bias: var bias } && bias.Any(value => value != 0))
        {
            yield return (Convolution)layer with
            {
                Bias = [.. new int[bias.Length]],
            };
        }

        if (layer is Convolution { Bank: var bank } && bank.Weights.Any(weight => weight != 0))
        {
            if (bank.Weights.Any(weight => weight is < -1 or > 1))
            {
                yield return (Convolution)layer with
                {
                    Bank = bank with { Weights = [.. bank.Weights.Select(weight => (sbyte)Math.Clamp((int)weight, -1, 1))] },
                };
            }

            yield return (Convolution)layer with
            {
                Bank = bank with { Weights = [.. new sbyte[bank.Weights.Length]] },
            };
        }
    }
}
