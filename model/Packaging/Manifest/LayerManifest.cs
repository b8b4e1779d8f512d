using System.Text.Json.Serialization;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Packaging.Manifest;

/// <summary>One layer; the kinds are this list and nothing else, whatever a file says.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ConvolutionManifest), "convolution")]
[JsonDerivedType(typeof(FullyConnectedManifest), "fullyConnected")]
[JsonDerivedType(typeof(MaxPoolingManifest), "maxPooling")]
[JsonDerivedType(typeof(AveragePoolingManifest), "averagePooling")]
[JsonDerivedType(typeof(AddManifest), "add")]
[JsonDerivedType(typeof(ConcatManifest), "concat")]
[JsonDerivedType(typeof(ScaleShiftManifest), "scaleShift")]
[JsonDerivedType(typeof(FlattenManifest), "flatten")]
[JsonDerivedType(typeof(MultiplyManifest), "multiply")]
[JsonDerivedType(typeof(ConstantManifest), "constant")]
[JsonDerivedType(typeof(LookUpManifest), "lookUp")]
[JsonDerivedType(typeof(SoftmaxManifest), "softmax")]
internal abstract record LayerManifest(
    [property: JsonPropertyOrder(-3)] string Name,
    [property: JsonPropertyOrder(-2)] string[] Inputs,
    [property: JsonPropertyOrder(-1)] MapManifest Output
)
{
    /// <summary>Splits a valid layer into what the manifest holds and its tensors.</summary>
    public static LayerManifest Of(Layer layer, TensorWriter tensors) =>
        layer.Match<LayerManifest>(
            convolution => ConvolutionManifest.Of(convolution, tensors),
            fullyConnected => FullyConnectedManifest.Of(fullyConnected, tensors),
            MaxPoolingManifest.Of,
            averagePooling => AveragePoolingManifest.Of(averagePooling, tensors),
            add => AddManifest.Of(add, tensors),
            multiply => MultiplyManifest.Of(multiply, tensors),
            ConcatManifest.Of,
            scaleShift => ScaleShiftManifest.Of(scaleShift, tensors),
            FlattenManifest.Of,
            constant => ConstantManifest.Of(constant, tensors),
            lookUp => LookUpManifest.Of(lookUp, tensors),
            softmax => SoftmaxManifest.Of(softmax, tensors),
            history => throw history.NotStored
        );

    /// <summary>Puts a layer together; what it says is checked afterwards, by the network validator.</summary>
    /// <exception cref="InvalidDataException">The manifest asks for what cannot be.</exception>
    /// <exception cref="InvalidPartException">A tensor is missing or wrong.</exception>
    public abstract Layer ToLayer(TensorReader tensors);
}
