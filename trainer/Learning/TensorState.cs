using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning;

/// <summary>Vectors of tensors to arrays and back.</summary>
internal static class TensorState
{
    public static float[] Save(Tensor vector) => vector.detach().data<float>().ToArray();

    /// <exception cref="StriateException">The array has another length.</exception>
    public static void Restore(Tensor vector, float[] values)
    {
        if (values.Length != vector.numel())
        {
            throw new StriateException(ErrorKind.BadFile, $"a saved state has {values.Length:N0} values, the network {vector.numel():N0}");
        }

        using var scope = torch.NewDisposeScope();
        using var still = torch.no_grad();
        vector.copy_(torch.tensor(values));
    }
}
