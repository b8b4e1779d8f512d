using Striate.DataSets;
using Striate.Model.Graph;
using TorchSharp;

namespace Striate.Trainer.Learning;

/// <summary>
/// Multinomial logistic regression on the samples as the network reads them: what a network must beat. It is fitted to the training samples
/// by Adam (Kingma, Ba, arXiv:1412.6980) on all of them at once, on values of mean 0 and deviation 1, with a little weight decay.
/// </summary>
internal static class LogisticRegression
{
    private const int Steps = 300;
    private const double Rate = 0.02;
    private const double Decay = 1e-3;

    /// <summary>Products of a pass over the training samples, at most: about a hundredth of a second.</summary>
    private const long MostProducts = 150_000_000;

    /// <summary>
    /// Percent of the test samples that it is right about; null: the inputs are so large that it would take long, or are published images.
    /// </summary>
    /// <param name="data">The data set.</param>
    public static double? Accuracy(DataSet data)
    {
        var products = (long)data.Training.Count * data.Input.Shape.Length * data.Labels.Length;
        // On large sets a part of the samples, spread evenly, is as good.
        var part = Math.Max(1, (int)Math.Ceiling((double)products / MostProducts));
        if ((data.Kind is null && data.Input.Shape.Height > 1) || data.Training.Count / part < data.Labels.Length)
        {
            return null;
        }

        using var scope = torch.NewDisposeScope();
        var (images, classes) = Values(data.Training, data.Input, part);
        using var still = torch.no_grad();
        var (mean, deviation) = (images.mean([0], keepdim: true), images.std([0], unbiased: false, keepdim: true).clamp_min(1e-6));
        var weights = Fitted(
            WithOne((images - mean) / deviation),
            torch.nn.functional.one_hot(classes, data.Labels.Length).to(torch.ScalarType.Float32)
        );
        var (test, wanted) = Values(data.Test, data.Input, 1);
        var correct = WithOne((test - mean) / deviation).mm(weights).argmax(1).eq(wanted).sum().ToInt64();
        return 100.0 * correct / data.Test.Count;
    }

    // The gradient of cross-entropy is the features times what is too much of each probability.
    private static torch.Tensor Fitted(torch.Tensor features, torch.Tensor wanted)
    {
        const double FirstDecay = 0.9;
        const double SecondDecay = 0.999;
        const double Least = 1e-8;
        var weights = torch.zeros(features.shape[1], wanted.shape[1]);
        var (first, second) = (torch.zeros_like(weights), torch.zeros_like(weights));
        for (var step = 1; step <= Steps; step++)
        {
            using var inner = torch.NewDisposeScope();
            var excess = torch.nn.functional.softmax(features.mm(weights), 1) - wanted;
            var gradient = (features.t().mm(excess) / features.shape[0]) + (weights * (2 * Decay));
            first.mul_(FirstDecay).add_(gradient, alpha: 1 - FirstDecay);
            second.mul_(SecondDecay).addcmul_(gradient, gradient, 1 - SecondDecay);
            var deviation = (second / (1 - Math.Pow(SecondDecay, step))).sqrt() + Least;
            weights.addcdiv_(first, deviation, -Rate / (1 - Math.Pow(FirstDecay, step)));
        }

        return weights;
    }

    private static torch.Tensor WithOne(torch.Tensor features) => torch.cat([features, torch.ones(features.shape[0], 1)], 1);

    private static (torch.Tensor Values, torch.Tensor Classes) Values(Samples samples, FeatureMap input, int part)
    {
        using var tensors = SampleTensors.From(samples, input);
        var chosen = torch.arange(0, samples.Count, part, torch.ScalarType.Int64);
        return (tensors.Images.index_select(0, chosen).to(torch.ScalarType.Float32).flatten(1), tensors.Classes.index_select(0, chosen));
    }
}
