using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Striate.Benchmarks;

/// <summary>
/// DenseNet-40 (k = 12, no bottleneck) as one writes it with TorchSharp's modules: the yardstick of the training's speed.
/// </summary>
internal sealed class PlainDensenet40 : Module<Tensor, Tensor>
{
    private const int LayersPerBlock = 12;
    private const int Growth = 12;

    private readonly Sequential _features;
    private readonly Linear _logits;

    public PlainDensenet40()
        : base("densenet40")
    {
        var (modules, channels) = (new List<Module<Tensor, Tensor>> { Conv2d(3, 16, 3, padding: 1, bias: false) }, 16L);
        for (var block = 1; block <= 3; block++)
        {
            for (var layer = 0; layer < LayersPerBlock; layer++, channels += Growth)
            {
                modules.Add(new DenseLayer(channels));
            }

            modules.AddRange([BatchNorm2d(channels), ReLU()]);
            if (block < 3)
            {
                modules.AddRange([Conv2d(channels, channels, 1, bias: false), AvgPool2d(2)]);
            }
        }

        (_features, _logits) = (Sequential([.. modules]), Linear(channels, 10));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _logits.forward(_features.forward(input).mean([2, 3]));

    private sealed class DenseLayer : Module<Tensor, Tensor>
    {
        private readonly Sequential _grown;

        public DenseLayer(long channels)
            : base("dense")
        {
            _grown = Sequential(BatchNorm2d(channels), ReLU(), Conv2d(channels, Growth, 3, padding: 1, bias: false));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => cat([input, _grown.forward(input)], 1);
    }
}
