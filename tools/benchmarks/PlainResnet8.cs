using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Striate.Benchmarks;

/// <summary>MLPerf Tiny's ResNet-8 as one writes it with TorchSharp's modules: the yardstick of the training's speed.</summary>
internal sealed class PlainResnet8 : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> _stem = Plain.Block(3, 16, 1, relu: true);
    private readonly Residual _first = new(16, 16, 1);
    private readonly Residual _second = new(16, 32, 2);
    private readonly Residual _third = new(32, 64, 2);
    private readonly Linear _logits = Linear(64, 10);

    public PlainResnet8()
        : base("resnet8") => RegisterComponents();

    public override Tensor forward(Tensor input) =>
        _logits.forward(_third.forward(_second.forward(_first.forward(_stem.forward(input)))).mean([2, 3]));

    private sealed class Residual : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> _a;
        private readonly Module<Tensor, Tensor> _b;
        private readonly Module<Tensor, Tensor>? _shortcut;

        public Residual(long inputs, long outputs, long stride)
            : base("residual")
        {
            _a = Plain.Block(inputs, outputs, stride, relu: true);
            _b = Plain.Block(outputs, outputs, 1, relu: false);
            _shortcut = stride == 1 ? null : Conv2d(inputs, outputs, 1, stride);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) =>
            functional.relu(_b.forward(_a.forward(input)) + (_shortcut?.forward(input) ?? input));
    }
}
