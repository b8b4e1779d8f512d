using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Fuzzing;

/// <summary>A network under construction. Each layer reads the one before it, so that none is left unread.</summary>
internal sealed record Draft(GeneratorSize Size, FeatureMap Input, ImmutableArray<Layer> Layers)
{
    /// <summary>The map that the next layer reads.</summary>
    public FeatureMap Current => Layers.IsEmpty ? Input : Layers[^1].Output;

    /// <summary>The name of that map.</summary>
    public string CurrentName => Layers.IsEmpty ? Network.InputName : Layers[^1].Name;

    /// <summary>Every map so far, the input first.</summary>
    public IEnumerable<(string Name, FeatureMap Map)> Maps =>
        Layers.Select(layer => (layer.Name, layer.Output)).Prepend((Network.InputName, Input));

    /// <summary>Windows over the current map.</summary>
    public CsCheck.Gen<Window> Window => Values.Window(Current.Shape, Size.Streams, Size.Streams && Input.Shape.Height == 1);

    /// <summary>The next layer's name; the kind is in it, so that a failing case can be read.</summary>
    public string NameOf(string kind) => $"{kind}{Layers.Length + 1}";

    public Draft With(Layer layer) => this with { Layers = Layers.Add(layer) };
}
