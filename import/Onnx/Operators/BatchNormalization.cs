using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>BatchNormalization with the mean and variance of training; dimension 1 is the channel.</summary>
internal sealed class BatchNormalizationOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["BatchNormalization"];

    public override string Supported => "inference, one mean and variance per channel";

    public override string Becomes => "scale-shift, or part of the sums before it";

    public override ImmutableArray<string> Attributes => ["epsilon", "momentum", "training_mode", "spatial", "is_test", "consumed_inputs"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var input = operands.Real(0);
        var channels = input.Shape.Length > 1 ? input.Shape[1] : 1;
        if (operands.Flag("training_mode") || operands.Int("spatial", 1) == 0 || (operands.Opset < 7 && !operands.Flag("is_test")))
        {
            throw operands.Unsupported("it computes mean and variance anew (training mode), or one of each per position");
        }

        return Enumerable.Range(1, 4).All(operand => operands.Real(operand).Shape is [var length] && length == channels)
            ? Operands.One(input.Type, input.Shape)
            : throw operands.Wrong($"its parameters are not {channels} each, one per channel of {Extents.Text(input.Shape)}");
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var (source, (factors, offsets)) = (operands.Value(0), Affine(operands));
        var (values, inner) = (source.ToReals(), (int)Extents.Length([.. source.Shape.Skip(2)]));
        for (var index = 0; index < values.Length; index++)
        {
            var channel = index / inner % factors.Length;
            values[index] = (values[index] * factors[channel]) + offsets[channel];
        }

        return [Tensor.Of(source.Type, source.Shape, values)];
    }

    /// <summary>What it multiplies each channel with, and what it adds then.</summary>
    public static (double[] Factors, double[] Offsets) Affine(Operands operands)
    {
        var (scale, bias, mean, variance) = (operands.Value(1), operands.Value(2), operands.Value(3), operands.Value(4));
        var epsilon = operands.Float("epsilon", 1e-5f);
        double[] factors =
        [
            .. Enumerable.Range(0, scale.Length).Select(channel => scale.Real(channel) / Math.Sqrt(variance.Real(channel) + epsilon)),
        ];
        return (factors, [.. factors.Select((factor, channel) => bias.Real(channel) - (mean.Real(channel) * factor))]);
    }
}
