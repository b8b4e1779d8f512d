using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Reference;

namespace Striate.Zoo;

/// <summary>
/// Writes a network layer by layer; each method returns the name of the layer. Every layer runs on a few random inputs at
/// once, and what it computes there decides the requantisation of the layers behind it.
/// </summary>
internal sealed class NetworkWriter
{
    /// <summary>Random inputs that activations are calibrated with.</summary>
    private const int Samples = 3;

    private readonly ZooNetwork _form;
    private readonly FeatureMap _input;
    private readonly ImmutableArray<Layer>.Builder _layers = ImmutableArray.CreateBuilder<Layer>();
    private readonly Dictionary<string, CalibratedMap> _maps = new(StringComparer.Ordinal);

    public NetworkWriter(ZooNetwork form, FeatureMap input)
    {
        (_form, _input) = (form, input);
        var random = NumbersOf(Model.Graph.Network.InputName);
        var values = Enumerable
            .Range(0, Samples)
            .Select(_ =>
                Enumerable
                    .Range(0, input.Shape.Length)
                    .Select(_ => random.Integer(input.Type.Maximum - input.Type.Minimum) + input.Type.Minimum)
                    .ToArray()
            );
        _maps[Model.Graph.Network.InputName] = new CalibratedMap(input, [.. values]);
    }

    /// <summary>The network so far.</summary>
    /// <exception cref="InvalidNetworkException">The architecture contradicts itself.</exception>
    public Network Network
    {
        get
        {
            var network = new Network(_form.Name, _input, _layers.ToImmutable(), []);
            NetworkValidator.ThrowIfInvalid(network);
            return network;
        }
    }

    /// <summary>Bits of the weights.</summary>
    public int WeightBits => _form.WeightBits;

    /// <summary>Whether every m is 1.</summary>
    public bool PowerOfTwo => _form.PowerOfTwo;

    /// <summary>Whether a convolution has been written: the first one keeps its dense kernels.</summary>
    public bool HasConvolution => _layers.Any(layer => layer is Convolution);

    /// <summary>What a layer computed on the samples.</summary>
    public CalibratedMap this[string layer] => _maps[layer];

    /// <summary>Random numbers of a layer: the same for all forms of an architecture.</summary>
    public NormalNumbers NumbersOf(string layer) => new($"{_form.Architecture}/{layer}");

    /// <summary>Runs a layer on the samples without adding it.</summary>
    public CalibratedMap Try(Layer layer)
    {
        var inputs = layer.Inputs.Select(name => _maps[name]).ToArray();
        var maps = inputs.Select(input => input.Map).ToArray();
        return new CalibratedMap(
            layer.Output,
            [
                .. Enumerable
                    .Range(0, Samples)
                    .Select(sample => ReferenceExecutor.RunLayer(layer, [.. inputs.Select(input => input.Values[sample])], maps)),
            ]
        );
    }

    /// <summary>Adds a layer.</summary>
    public string Add(Layer layer)
    {
        _maps[layer.Name] = Try(layer);
        _layers.Add(layer);
        return layer.Name;
    }
}
