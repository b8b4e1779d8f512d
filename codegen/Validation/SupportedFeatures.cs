using Striate.Model.Graph;
using Striate.Platform;

namespace Striate.Codegen.Validation;

/// <summary>Which features of the arithmetic the generator has code for; a network with any other is refused, never misread.</summary>
internal static class SupportedFeatures
{
    private const string Unsupported = "STR1102";

    /// <exception cref="UnsupportedNetworkException">A layer needs what the generator does not have.</exception>
    public static void Require(Network network)
    {
        foreach (var (feature, layer) in Features.Of(network))
        {
            var place = layer is null ? Place.Network(network.Name) : Place.Layer(layer.Name);
            throw new UnsupportedNetworkException(Diagnostic.Create(Unsupported, place, $"there is no generated code for {Words(feature)}"));
        }
    }

    private static string Words(Feature feature) => feature switch
    {
        Feature.ZeroPoint => "zero points other than 0",
        Feature.Constants => "constants of requantisations",
        Feature.Split => "requantisations with a split",
        Feature.SmallestWeight => "weights of -128",
        Feature.Dilation => "dilated kernels",
        Feature.PartialWindows => "averages that do not count padding",
        Feature.Subtraction => "differences",
        Feature.TermTables => "additions of terms out of tables",
        Feature.Multiply => "products of maps",
        Feature.ConstantMap => "constant maps",
        Feature.LookUp => "look-up tables",
        Feature.WideOffset => "offsets beyond int32",
        Feature.Softmax => "a closing softmax",
        Feature.PoolingClamp => "max poolings with a clamp",
        Feature.Reshape => "other shapes than 1x1xlength",
        Feature.NarrowOutput => "outputs that are no int32 logits",
        Feature.NoClasses => "outputs that are no classes",
        _ => feature.ToString(),
    };
}
