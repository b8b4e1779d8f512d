using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Striate.Benchmarks;

/// <summary>What the plain networks have in common.</summary>
internal static class Plain
{
    /// <summary>Convolution, batch normalisation, ReLU.</summary>
    public static Module<Tensor, Tensor> Block(long inputs, long outputs, long stride, bool relu)
    {
        var modules = new List<Module<Tensor, Tensor>>
        {
            Conv2d(inputs, outputs, 3, stride, padding: 1, bias: false),
            BatchNorm2d(outputs),
        };
        if (relu)
        {
            modules.Add(ReLU());
        }

        return Sequential([.. modules]);
    }
}
