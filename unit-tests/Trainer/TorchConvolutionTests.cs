using CsCheck;
using Striate.Trainer.Learning;
using Striate.Trainer.Learning.Layers;
using Striate.Trainer.Native;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.UnitTests.Trainer;

/// <summary>Sums and gradients are those of double precision, whatever the channels, strides and order in memory.</summary>
[Collection(TorchTests.Name)]
[Trait(SlowTests.Category, SlowTests.Name)]
public sealed class TorchConvolutionTests
{
    private sealed record Case(int Channels, int Outputs, int Groups, int Kernel, int Stride, int Extent, bool ChannelsLast);

    private const int Samples = 16;

    private static readonly Gen<Case> s_cases =
        from grouped in Gen.Frequency((4, Gen.Const(false)), (1, Gen.Const(true)))
        from channels in Gen.Int[1, 49]
        from outputs in Gen.Int[1, 49]
        from kernel in Gen.OneOf(Gen.Const(1), Gen.Const(3), Gen.Const(5))
        from stride in Gen.Int[1, 2]
        from extent in Gen.Frequency((4, Gen.Int[5, 17]), (1, Gen.Const(32)))
        from last in Gen.Bool
        select new Case(channels, grouped ? channels : outputs, grouped ? channels : 1, kernel, stride, extent, last);

    public TorchConvolutionTests() => TorchRuntime.Prepare();

    [Fact]
    public void Sums_and_gradients_in_single_precision() =>
        s_cases.Sample(known => Compare(known, torch.ScalarType.Float32, 1e-3), iter: 150, threads: 1);

    [Fact]
    public void Sums_and_gradients_in_bfloat16() =>
        s_cases.Sample(known => Compare(known with { ChannelsLast = true }, torch.ScalarType.BFloat16, 0.05), iter: 150, threads: 1);

    private static void Compare(Case known, torch.ScalarType type, double tolerance)
    {
        using var scope = torch.NewDisposeScope();
        var squares = Run(known, torch.ScalarType.Float64, value => value.square());
        foreach (var ((truth, result), square) in Run(known, torch.ScalarType.Float64).Zip(Run(known, type)).Zip(squares))
        {
            // Against what sums of such products are on average: a gradient of one number may well be close to 0.
            ((truth - result).norm() / square.sum().sqrt())
                .ToDouble()
                .ShouldBeLessThan(tolerance);
        }
    }

    /// <summary>Sums and the gradients of input and weight, all in double precision, for some function of all operands.</summary>
    private static Tensor[] Run(Case known, torch.ScalarType type, Func<Tensor, Tensor>? of = null)
    {
        using var random = EpochLoop.Generator(1, 0);
        Tensor Normal(params long[] shape) =>
            of is null ? torch.randn(shape, generator: random) : of(torch.randn(shape, generator: random));
        Tensor Ordered(Tensor map) => (known.ChannelsLast ? MemoryOrder.ChannelsLast(map) : map).to(type);
        var input = Ordered(Normal(Samples, known.Channels, known.Extent, known.Extent)).detach().requires_grad_(true);
        var weight = Normal(known.Outputs, known.Channels / known.Groups, known.Kernel, known.Kernel).requires_grad_(true);
        long padding = known.Kernel / 2;
        var sums =
            type == torch.ScalarType.Float64
                ? torch.nn.functional.conv2d(
                    input,
                    weight.to(type),
                    null,
                    [known.Stride, known.Stride],
                    [padding, padding],
                    [1, 1],
                    known.Groups
                )
                : TorchConvolution.Run(input, weight, null, [known.Stride, known.Stride], [padding, padding], known.Groups);
        sums.dtype.ShouldBe(type);
        sums.backward([Ordered(Normal([.. sums.shape]))]);
        return [.. new[] { sums.detach(), input.grad!, weight.grad! }.Select(tensor => tensor.to(torch.ScalarType.Float64))];
    }
}
