using System.Collections.Immutable;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

/// <summary>One layer under examination: what it reads, where its errors go, and the rules that several kinds share.</summary>
internal sealed class LayerCheck(
    Layer layer, IReadOnlyDictionary<string, FeatureMap> maps, bool isLast, ImmutableArray<NetworkError>.Builder errors)
{
    private ImmutableArray<FeatureMap> _inputs = [];

    /// <summary>The maps it reads, each of valid size.</summary>
    public ImmutableArray<FeatureMap> Inputs => _inputs;

    /// <summary>Notes an error unless the condition holds; returns the condition.</summary>
    public bool Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            errors.Add(new NetworkError(layer.Name, otherwise));
        }

        return condition;
    }

    public bool FindInputs()
    {
        if (!Require(!layer.Inputs.IsDefaultOrEmpty, "it reads nothing"))
        {
            return false;
        }

        foreach (var name in layer.Inputs)
        {
            if (!Require(
                name is not null && maps.ContainsKey(name),
                $"it reads {(Names.IsName(name) ? $"'{name}'" : "a layer")}, which does not come before it"))
            {
                return false;
            }
        }

        _inputs = [.. layer.Inputs.Select(name => maps[name])];
        // A map that was refused where it is written is not examined again where it is read.
        return _inputs.All(map => MapRules.Error(map, isLogits: false) is null);
    }

    public bool CheckOutput()
    {
        var reason = MapRules.Error(layer.Output, isLast);
        return Require(reason is null, $"output: {reason}");
    }

    public bool ReadsOne() => Require(Inputs.Length == 1, $"it reads {Inputs.Length} maps; 1 is needed");

    public bool NotLast() =>
        Require(!isLast, "the last layer is a convolution, a fully connected layer or an average pooling, without requantisation");

    public bool Length<T>(string what, ImmutableArray<T> values, long expected)
    {
        var length = values.IsDefault ? 0 : values.Length;
        return Require(!values.IsDefault && length == expected, $"{length} {what}; {expected} are needed");
    }

    public void SameValues(FeatureMap input) => Require(
        input.Type == layer.Output.Type && input.Scale == layer.Output.Scale,
        $"it reads {input.Type} at scale {input.Scale} and writes {layer.Output.Type} at scale {layer.Output.Scale}; both must be equal");

    public void Clamp(int minimum, int maximum)
    {
        var type = layer.Output.Type;
        Require(
            minimum <= maximum && minimum >= type.Minimum && maximum <= type.Maximum,
            $"clamp {minimum}..{maximum} is not within {type} ({type.Minimum}..{type.Maximum})");
    }

    public void Shifts(ImmutableArray<int> shifts)
    {
        var wrong = shifts.FirstOrDefault(shift => shift is < 1 or > 62, 1);
        Require(wrong is >= 1 and <= 62, $"shift {wrong} is not in 1..62");
    }

    public void Requantisation(Requantisation? requantisation)
    {
        if (requantisation is null || isLast)
        {
            Require(isLast && requantisation is null, isLast
                ? "the last layer gives logits and has no requantisation"
                : "requantisation is missing; only the last layer does without");
            return;
        }

        var channels = layer.Output.Shape.Channels;
        if (Length("multipliers", requantisation.Multipliers, channels) && Length("shifts", requantisation.Shifts, channels))
        {
            Require(requantisation.Multipliers.All(multiplier => multiplier > 0), "a multiplier is not in 1..2147483647");
            Shifts(requantisation.Shifts);
            Clamp(requantisation.Minimum, requantisation.Maximum);
        }
    }

    public void Weights(ImmutableArray<sbyte> weights, int bits)
    {
        if (Require(bits is >= 2 and <= 8, $"weights of {bits} bits; 2..8 are possible"))
        {
            var largest = (1 << (bits - 1)) - 1;
            Require(
                weights.All(weight => weight >= -largest && weight <= largest),
                $"a weight is not in -{largest}..{largest}, the range of {bits} bits");
        }
    }
}
