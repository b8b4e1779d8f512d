using Striate.Model.Graph;
using Striate.Platform;

namespace Striate.Codegen.Validation;

/// <summary>What the generator has no code for; a network that needs it is refused, never misread.</summary>
internal static class SupportedFeatures
{
    private const string Unsupported = "STR1102";

    /// <summary>The application for boards tells the class of samples, where these come from an analogue input.</summary>
    /// <exception cref="UnsupportedNetworkException">The network has none.</exception>
    public static void RequireClasses(Network network)
    {
        if (!network.HasClasses)
        {
            throw Refusal(network, network.Layers[^1].Name, "an application that reads an analogue input tells classes, and this output is none");
        }
    }

    private static UnsupportedNetworkException Refusal(Network network, string? layer, string message) =>
        new(Diagnostic.Create(Unsupported, layer is null ? Place.Network(network.Name) : Place.Layer(layer), message));
}
