using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>
/// ONNX Runtime's operators on bytes: each is its real twin between a conversion to real numbers and one back. Operands are
/// tensors, each with scale and zero point behind it, and scale and zero point of the output.
/// </summary>
internal sealed class QuantizedFunctionOperator : OnnxOperator
{
    private const string Domain = Reading.OnnxReader.Microsoft + ".";

    public override ImmutableArray<string> Kinds =>
        [
            Domain + "QGemm",
            Domain + "QLinearAdd",
            Domain + "QLinearAveragePool",
            Domain + "QLinearConcat",
            Domain + "QLinearGlobalAveragePool",
            Domain + "QLinearLeakyRelu",
            Domain + "QLinearMul",
            Domain + "QLinearSigmoid",
            Domain + "QLinearSoftmax",
        ];

    public override string Supported => "int8 and uint8, one scale and zero point per tensor; channels in the second dimension";

    public override string Becomes => "as its twin on real numbers";

    public override ImmutableArray<string> Attributes =>
        [.. Windows.Attributes, "alpha", "axis", "ceil_mode", "channels_last", "count_include_pad", "opset", "transA", "transB"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        if (operands.Flag("channels_last"))
        {
            throw operands.Unsupported("channels_last = 1");
        }

        var (scale, zeroPoint) = OutputOf(operands);
        Quantisation.RequireParameters(operands, scale, zeroPoint);
        var sources = SourcesOf(operands);
        foreach (var source in sources)
        {
            Quantisation.RequireBytes(operands, source);
            Quantisation.RequireParameters(
                operands,
                source + 1,
                source + 2,
                operands.Node.Kind == Domain + "QGemm" && source > 0
                    ? operands.Shape(source) is [var rows, var columns]
                        ? operands.Flag("transB")
                            ? rows
                            : columns
                        : throw operands.Wrong($"its right side is {Extents.Text(operands.Shape(source))}; a matrix is needed")
                    : 1
            );
        }

        var twin = Twin(operands, [.. sources.Select(source => operands.Of(source) with { Type = ElementType.Float32, Value = null })]);
        var shape = OnnxOperators.Find(twin.Node).Infer(twin)[0].Shape;
        var type = operands.Has(zeroPoint) ? operands.Type(zeroPoint) : operands.Type(sources[0]);
        return Operands.One(type is ElementType.Int8 or ElementType.UInt8 ? type : throw operands.WrongType(zeroPoint), shape);
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var twin = Twin(operands, [.. SourcesOf(operands).Select(source => TensorInfo.Of(Real(operands, source)))]);
        var rule = OnnxOperators.Find(twin.Node);
        var (scale, zeroPoint) = OutputOf(operands);
        var (to, zero) = (operands.Scalar(scale), operands.Has(zeroPoint) ? (long)operands.Scalar(zeroPoint) : 0);
        return [Quantisation.Quantise(rule.Compute(twin, rule.Infer(twin))[0].ToReals(), outputs[0], _ => to, _ => zero)];
    }

    /// <summary>The operands that are tensors; behind each stand its scale and zero point.</summary>
    public static int[] SourcesOf(Operands operands) =>
        operands.Node.Kind[Domain.Length..] switch
        {
            "QLinearAdd" or "QLinearMul" or "QGemm" => [0, 3],
            "QLinearConcat" => [.. Enumerable.Range(0, Math.Max(0, operands.Count - 2) / 3).Select(source => 2 + (3 * source))],
            _ => [0],
        };

    /// <summary>The operands that are the output's scale and zero point.</summary>
    public static (int Scale, int ZeroPoint) OutputOf(Operands operands) =>
        operands.Node.Kind[Domain.Length..] switch
        {
            "QLinearAdd" or "QLinearMul" => (6, 7),
            "QGemm" => (7, 8),
            "QLinearConcat" => (0, 1),
            _ => (3, 4),
        };

    private static Tensor Real(Operands operands, int source)
    {
        var (value, scales, zeroPoints) = (
            operands.Value(source),
            operands.Value(source + 1),
            operands.Has(source + 2) ? operands.Value(source + 2) : null
        );
        if (scales.Length == 1)
        {
            return Quantisation.Dequantise(value, scales.Real(0), zeroPoints?.Real(0) ?? 0);
        }

        // QGemm's columns: rows of a matrix that is transposed.
        var (values, width) = (value.ToReals(), value.Shape[^1]);
        for (var index = 0; index < values.Length; index++)
        {
            var column = operands.Flag("transB") ? index / width : index % width;
            values[index] = (values[index] - (zeroPoints?.Real(zeroPoints.Length == 1 ? 0 : column) ?? 0)) * scales.Real(column);
        }

        return Tensor.Of(ElementType.Float32, value.Shape, values);
    }

    /// <summary>The operator on real numbers.</summary>
    private static Operands Twin(Operands operands, ImmutableArray<TensorInfo> sources)
    {
        var (kind, attributes) = (operands.Node.Kind[Domain.Length..], operands.Node.Attributes.Remove("channels_last").Remove("opset"));
        var node = operands.Node with
        {
            Kind = kind == "QGemm" ? "Gemm" : kind["QLinear".Length..],
            Attributes = attributes,
            Outputs = operands.Node.Outputs[..1],
        };
        return kind == "QGemm"
            ? GemmTwin(operands, node with { Opset = 13 }, sources)
            : new Operands(node with { Opset = (int)operands.Int("opset", 13) }, [.. sources]);
    }

    // The bias is int32 at the product of both scales.
    private static Operands GemmTwin(Operands operands, Reading.OnnxNode node, ImmutableArray<TensorInfo> sources)
    {
        if (!operands.Has(6))
        {
            return new Operands(node, [.. sources]);
        }

        var (scaleA, scalesB, bias) = (operands.Scalar(1), operands.Value(4), operands.Value(6));
        var alpha = operands.Float("alpha", 1);
        var real = Tensor.Of(
            ElementType.Float64,
            bias.Shape,
            [
                .. Enumerable
                    .Range(0, bias.Length)
                    .Select(index => alpha * scaleA * scalesB.Real(scalesB.Length == 1 ? 0 : index % scalesB.Length) * bias.Real(index)),
            ]
        );
        return new Operands(node, [.. sources, TensorInfo.Of(real)]);
    }
}
