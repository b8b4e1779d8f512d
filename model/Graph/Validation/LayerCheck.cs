using System.Collections.Immutable;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

/// <summary>One layer under examination: what it reads, where its errors go, and the rules that several kinds share.</summary>
internal sealed class LayerCheck(
    Layer layer,
    IReadOnlyDictionary<string, FeatureMap> maps,
    bool isLast,
    ImmutableArray<NetworkError>.Builder errors
)
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
        if (layer is Constant)
        {
            return true;
        }

        if (!Require(!layer.Inputs.IsDefaultOrEmpty, "it reads nothing"))
        {
            return false;
        }

        foreach (var name in layer.Inputs)
        {
            if (
                !Require(
                    name is not null && maps.ContainsKey(name),
                    $"it reads {(Names.IsName(name) ? $"'{name}'" : "a layer")}, which does not come before it"
                )
            )
            {
                return false;
            }
        }

        _inputs = [.. layer.Inputs.Select(name => maps[name])];
        // A map that was refused where it is written is not examined again where it is read.
        return _inputs.All(map => MapRules.Error(map, isLast: false) is null);
    }

    public bool CheckOutput()
    {
        var reason = MapRules.Error(layer.Output, isLast);
        return Require(reason is null, $"output: {reason}")
            && Require(
                layer.Output.Type != IntegerType.Int32 || layer is Convolution or FullyConnected or AveragePooling,
                "int32 is what a convolution, a fully connected layer or an average pooling writes, no other layer"
            );
    }

    public bool ReadsOne() => Require(Inputs.Length == 1, $"it reads {Inputs.Length} maps; 1 is needed");

    public bool NotLast() => Require(!isLast, "the last layer computes something");

    public bool Last() => Require(isLast, "it is the last layer, or not at all");

    public void Within(string what, ImmutableArray<int> values, IntegerType type) =>
        Require(
            values.All(value => value >= type.Minimum && value <= type.Maximum),
            $"a {what} is not within {type} ({type.Minimum}..{type.Maximum})"
        );

    public bool Length<T>(string what, ImmutableArray<T> values, long expected)
    {
        var length = values.IsDefault ? 0 : values.Length;
        return Require(!values.IsDefault && length == expected, $"{length} {what}; {expected} are needed");
    }

    public void SameValues(FeatureMap input) =>
        Require(
            input.Type == layer.Output.Type && input.Scale == layer.Output.Scale && input.ZeroPoint == layer.Output.ZeroPoint,
            $"it reads {Values(input)} and writes {Values(layer.Output)}; both must be equal"
        );

    public void Clamp(int minimum, int maximum)
    {
        var type = layer.Output.Type;
        Require(
            minimum <= maximum && minimum >= type.Minimum && maximum <= type.Maximum,
            $"clamp {minimum}..{maximum} is not within {type} ({type.Minimum}..{type.Maximum})"
        );
    }

    public void Shifts(ImmutableArray<int> shifts)
    {
        var wrong = shifts.FirstOrDefault(shift => shift is < 1 or > 62, 1);
        Require(wrong is >= 1 and <= 62, $"shift {wrong} is not in 1..62");
    }

    public void Requantisation(Requantisation? requantisation) => Requantisation(requantisation, layer.Output.Shape.Channels);

    public void Requantisation(Requantisation? requantisation, int channels)
    {
        if (layer.Output.Type == IntegerType.Int32 || requantisation is null)
        {
            Require(
                requantisation is null && layer.Output.Type == IntegerType.Int32,
                requantisation is null
                    ? "requantisation is missing; only a last layer that writes int32 does without"
                    : "it writes int32 and has a requantisation"
            );
            return;
        }

        if (Length("multipliers", requantisation.Multipliers, channels) && Length("shifts", requantisation.Shifts, channels))
        {
            Require(requantisation.Multipliers.All(multiplier => multiplier > 0), "a multiplier is not in 1..2147483647");
            Shifts(requantisation.Shifts);
            Clamp(requantisation.Minimum, requantisation.Maximum);
            Constants(requantisation, channels);
        }
    }

    private void Constants(Requantisation requantisation, int channels)
    {
        if (requantisation.Constants is { } constants)
        {
            Length("constants", constants, channels);
        }

        if (requantisation.Split is { } split && Length("thresholds", split.Thresholds, channels))
        {
            Length("constants below", split.Constants, channels);
        }
    }

    public void Weights(ImmutableArray<sbyte> weights, int bits)
    {
        if (Require(bits is >= 2 and <= 8, $"weights of {bits} bits; must be 2 to 8"))
        {
            var (smallest, largest) = (SmallestWeight(bits), (1 << (bits - 1)) - 1);
            Require(
                weights.All(weight => weight >= smallest && weight <= largest),
                $"a weight is not in {smallest}..{largest}, the range of {bits} bits"
            );
        }
    }

    // Weights are symmetric; only at 8 bits may one be the smallest byte, as it is in networks from elsewhere.
    private static int SmallestWeight(int bits) => bits == 8 ? sbyte.MinValue : 1 - (1 << (bits - 1));

    private static string Values(FeatureMap map) =>
        $"{map.Type} at scale {map.Scale}" + (map.ZeroPoint == 0 ? "" : $" with zero point {map.ZeroPoint}");
}
