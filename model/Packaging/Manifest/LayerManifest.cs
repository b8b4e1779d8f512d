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
    [property: JsonPropertyOrder(-1)] MapManifest Output)
{
    /// <summary>Splits a valid layer into what the manifest holds and its tensors.</summary>
    public static LayerManifest Of(Layer layer, TensorWriter tensors) => layer switch
    {
        Convolution convolution => ConvolutionManifest.Of(convolution, tensors),
        FullyConnected fullyConnected => FullyConnectedManifest.Of(fullyConnected, tensors),
        MaxPooling pooling => MaxPoolingManifest.Of(pooling),
        AveragePooling pooling => AveragePoolingManifest.Of(pooling, tensors),
        Add add => AddManifest.Of(add, tensors),
        Concat concat => ConcatManifest.Of(concat),
        ScaleShift scaleShift => ScaleShiftManifest.Of(scaleShift, tensors),
        Flatten flatten => FlattenManifest.Of(flatten),
        Multiply multiply => MultiplyManifest.Of(multiply, tensors),
        Constant constant => ConstantManifest.Of(constant, tensors),
        LookUp lookUp => LookUpManifest.Of(lookUp, tensors),
        Softmax softmax => SoftmaxManifest.Of(softmax, tensors),
        _ => throw new ArgumentException($"layer '{layer.Name}': packages have no layer kind {layer.GetType().Name}", nameof(layer)),
    };

    /// <summary>Puts a layer together; what it says is checked afterwards, by the network validator.</summary>
    /// <exception cref="InvalidDataException">The manifest asks for what cannot be.</exception>
    /// <exception cref="InvalidPartException">A tensor is missing or wrong.</exception>
    public abstract Layer ToLayer(TensorReader tensors);
}
