using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning;

/// <summary>The weights that make classes count alike; their mean over the samples is 1.</summary>
/// <param name="PerClass">[classes], of the loss; null: a sample counts as one.</param>
/// <param name="PerSample">[samples], of being drawn; null: each is drawn once.</param>
public sealed record BalanceTensors(Tensor? PerClass, Tensor? PerSample) : IDisposable
{
    /// <summary>The weights of samples.</summary>
    /// <param name="balance">What is done.</param>
    /// <param name="classes">The class of each sample.</param>
    /// <param name="count">Logits of the network.</param>
    public static BalanceTensors? Of(ClassBalance balance, int[] classes, int count)
    {
        if (balance == ClassBalance.None)
        {
            return null;
        }

        var numbers = new int[count];
        foreach (var number in classes)
        {
            numbers[number]++;
        }

        var present = numbers.Count(number => number > 0);
        // A class without samples has none to weigh.
        var weights = Array.ConvertAll(numbers, number => number == 0 ? 0f : (float)((double)classes.Length / ((double)present * number)));
        return balance == ClassBalance.Weights
            ? new BalanceTensors(torch.tensor(weights), null)
            : new BalanceTensors(null, torch.tensor(Array.ConvertAll(classes, number => weights[number])));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        PerClass?.Dispose();
        PerSample?.Dispose();
    }
}
