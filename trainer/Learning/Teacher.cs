using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning;

/// <summary>
/// Knowledge distillation (Hinton, Vinyals, Dean, arXiv:1503.02531): a network learns the softened answers of a trained
/// one beside the labels.
/// </summary>
/// <param name="Forward">Logits of the trained network for images in input integers.</param>
/// <param name="Weight">Part of the loss that compares with the trained network, 0..1.</param>
/// <param name="Temperature">Divides the logits of both; more than 1 shows more of what is not the first choice.</param>
public sealed record Teacher(Func<Tensor, Tensor> Forward, double Weight, double Temperature = 4)
{
    /// <summary>The loss that is minimised.</summary>
    /// <param name="labelLoss">Cross-entropy with the labels.</param>
    /// <param name="images">[samples, channels, rows, columns], input integers.</param>
    /// <param name="logits">The learning network's answers.</param>
    public Tensor Mix(Tensor labelLoss, Tensor images, Tensor logits)
    {
        Tensor answers;
        using (torch.no_grad())
        {
            answers = torch.nn.functional.softmax(Forward(images) / Temperature, 1);
        }

        // The gradient of softened answers shrinks with the square of the temperature.
        var difference = -(answers * torch.nn.functional.log_softmax(logits / Temperature, 1)).sum(1).mean();
        return (labelLoss * (1 - Weight)) + (difference * (Weight * Temperature * Temperature));
    }
}
