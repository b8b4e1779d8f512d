using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Figures;

/// <summary>What one layer costs, counted from the graph: padding is counted as if it were computed.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Kind">Name of the layer kind.</param>
/// <param name="Output">Extent of its output.</param>
/// <param name="DenseMacs">Outputs x kernel cells x input channels of the group (or x inputs); 0 for layers without weights.</param>
/// <param name="KeptMacs">The same for the weights that segments keep.</param>
/// <param name="DenseParameters">Weights, biases left out, as if every kernel were dense.</param>
/// <param name="KeptParameters">Weights on segments.</param>
public sealed record LayerFigures(
    string Layer,
    string Kind,
    Shape Output,
    long DenseMacs,
    long KeptMacs,
    long DenseParameters,
    long KeptParameters
)
{
    /// <summary>True for a layer with a kernel bank.</summary>
    public bool IsConvolution => Kind == nameof(Convolution);

    /// <summary>The figures of a layer of a valid network.</summary>
    public static LayerFigures Of(Layer layer)
    {
        var figures = new LayerFigures(layer.Name, layer.GetType().Name, layer.Output.Shape, 0, 0, 0, 0);
        var positions = (long)layer.Output.Shape.Height * layer.Output.Shape.Width;
        return layer switch
        {
            Convolution { Bank: var bank } => figures with
            {
                DenseMacs = positions * bank.DenseWeights,
                KeptMacs = positions * bank.Weights.Length,
                DenseParameters = bank.DenseWeights,
                KeptParameters = bank.Weights.Length,
            },
            FullyConnected { Weights.Length: var weights } => figures with
            {
                DenseMacs = weights,
                KeptMacs = weights,
                DenseParameters = weights,
                KeptParameters = weights,
            },
            _ => figures,
        };
    }
}
