using Striate.Model.Graph;
using Striate.Trainer.Networks;
using Striate.Trainer.Networks.Layers;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Quantisation;

/// <summary>
/// The integer type and scale of every layer's output. Layers that pass integers on share those of their input, and all
/// inputs of a concatenation share one.
/// </summary>
public static class ActivationMaps
{
    /// <summary>Chooses types by what produces the values and scales by calibration.</summary>
    /// <param name="samples">Real-valued samples, [samples, channels, rows, columns].</param>
    /// <exception cref="StriateException">A concatenation reads the network's input, whose scale is given.</exception>
    public static IReadOnlyDictionary<string, FeatureMap> Choose(
        FoldedNetwork network,
        FeatureMap input,
        Tensor samples,
        QuantisationOptions options
    )
    {
        var groups = Groups(network.Plan);
        var isUnsigned = UnsignedMaps(network.Plan, input);
        var unsigned = groups
            .GroupBy(entry => entry.Value, entry => isUnsigned[entry.Key])
            .ToDictionary(group => group.Key, group => group.All(member => member));
        var limits = ActivationCalibration.Measure(network, samples, name => TypeOf(groups[name]));
        var maps = new Dictionary<string, FeatureMap> { [Network.InputName] = input };
        foreach (var layer in network.Plan.Layers)
        {
            var group = groups[layer.Name];
            maps[layer.Name] =
                group == Network.InputName
                    ? input with
                    {
                        Shape = layer.Output,
                    }
                    : new FeatureMap(layer.Output, TypeOf(group), ScaleOf(group));
        }

        return maps;

        IntegerType TypeOf(string group) =>
            group == Network.InputName ? input.Type : new IntegerType(options.ActivationBits, !unsigned[group]);

        // With m = 1 no output's step is finer than twice that of its sums, of a silent layer's as well.
        double LimitOf(string layer) => limits[layer] == 0 && options.EffectiveMultiplierBits == 1 ? 1 : limits[layer];

        double ScaleOf(string group)
        {
            var limit = network
                .Plan.Layers.Where(layer => groups[layer.Name] == group && !Passes(layer.Description))
                .Max(layer => LimitOf(layer.Name));
            // Where all are silent on every sample, any scale does.
            var scale = (limit > 0 ? limit : 1) / TypeOf(group).Maximum;
            return options.Form == MultiplierForm.PowerOfTwo ? Math.ScaleB(1, (int)Math.Round(Math.Log2(scale))) : scale;
        }
    }

    private static bool Passes(LayerDescription layer) => layer is MaxPoolingDescription or FlattenDescription or ConcatDescription;

    /// <summary>For each layer the name of the first layer (or the input) of those that share a scale with it.</summary>
    private static Dictionary<string, string> Groups(NetworkLayout plan)
    {
        var groups = new Dictionary<string, string> { [Network.InputName] = Network.InputName };
        foreach (var layer in plan.Layers)
        {
            groups[layer.Name] = Passes(layer.Description) ? groups[layer.Description.Inputs[0]] : layer.Name;
            if (layer.Description is ConcatDescription concat)
            {
                Join(groups, layer.Name, concat);
            }
        }

        return groups;
    }

    private static void Join(Dictionary<string, string> groups, string layer, ConcatDescription concat)
    {
        var joined = concat.Inputs.Select(name => groups[name]).Distinct().ToList();
        if (joined.Count > 1 && joined.Contains(Network.InputName))
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"layer '{layer}' concatenates the network's input with other maps: their scales differ"
            );
        }

        foreach (var name in groups.Keys.Where(name => joined.Contains(groups[name])).ToArray())
        {
            groups[name] = joined[0];
        }
    }

    private static Dictionary<string, bool> UnsignedMaps(NetworkLayout plan, FeatureMap input)
    {
        var unsigned = new Dictionary<string, bool> { [Network.InputName] = !input.Type.Signed };
        foreach (var layer in plan.Layers)
        {
            unsigned[layer.Name] = layer.Description switch
            {
                ConvolutionDescription convolution => convolution.Relu,
                FullyConnectedDescription connected => connected.Relu,
                AddDescription add => add.Relu,
                ScaleShiftDescription scaleShift => scaleShift.Relu,
                var other => other.Inputs.All(name => unsigned[name]),
            };
        }

        return unsigned;
    }
}
