using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Trainer.Networks.Layers;

namespace Striate.Trainer.Networks;

/// <summary>A layer with the extents that follow from the network's input.</summary>
public sealed record PlannedLayer(LayerDescription Description, ImmutableArray<Shape> Inputs, Shape Output)
{
    /// <summary>Name of the layer.</summary>
    public string Name => Description.Name;

    /// <summary>Weights when every kernel cell is kept; 0 for layers without.</summary>
    public long DenseWeights =>
        Description switch
        {
            ConvolutionDescription convolution => (long)Output.Channels
                * convolution.Window.Cells
                * (Inputs[0].Channels / convolution.Groups),
            FullyConnectedDescription => (long)Output.Length * Inputs[0].Length,
            _ => 0,
        };

    /// <summary>Multiply-accumulates when every kernel cell is kept, padding included; 0 for layers without weights.</summary>
    public long DenseMacs => DenseWeights * Output.Height * Output.Width;

    /// <summary>True when the kernels have more than one cell, so that they can become segments.</summary>
    public bool HasKernels => Description is ConvolutionDescription { Window.Cells: > 1 };
}
