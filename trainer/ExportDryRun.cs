using Striate.DataSets;
using Striate.Model.Graph.Validation;
using Striate.Model.Streaming;
using Striate.Trainer.Learning;
using Striate.Trainer.Networks;
using Striate.Trainer.Quantisation;
using TorchSharp;

namespace Striate.Trainer;

/// <summary>
/// Takes an untrained network all the way to the graph that a package holds, so that what a package would refuse (a name, a
/// label, padding, a layer that nobody reads) is refused before hours of training.
/// </summary>
internal static class ExportDryRun
{
    /// <summary>Refuses a network that no package can hold.</summary>
    /// <exception cref="StriateException">No package can hold the network.</exception>
    public static void Check(NetworkDescription description, NetworkLayout plan, DataSet data, long seed, bool isStreaming)
    {
        using var scope = torch.NewDisposeScope();
        using var still = torch.no_grad();
        using var random = EpochLoop.Generator(seed, -1);
        using var sample = SampleTensors.From(data.Training.Take(1), data.Input);
        var layout = ParameterLayout.Of(plan);
        var folded = BatchNormFolding.Fold(
            plan,
            layout,
            LayerParameters.InitialValues(layout, random),
            LayerParameters.InitialStatistics(layout)
        );
        var image = sample.Images.to(torch.ScalarType.Float32) * data.Input.Scale;
        var grids = QuantisationFit.Fit(folded, data.Input, image, new QuantisationOptions());
        var network = NetworkExport.Export(
            new QuantisedNetwork(folded.Plan, folded.Layout, data.Input, grids),
            folded.Values,
            null,
            data.Labels
        );
        if (NetworkValidator.Check(network) is [var error, ..])
        {
            throw description.Refusal(error.Reason, description.Layers.FirstOrDefault(layer => layer.Name == error.Layer));
        }

        if (isStreaming && BlockForm.Check(network).Obstacle is { } obstacle)
        {
            throw description.Refusal(
                $"{obstacle.Problem}; {obstacle.Remedy}, or train without --streaming",
                description.Layers.FirstOrDefault(layer => layer.Name == obstacle.Layer)
            );
        }
    }
}
