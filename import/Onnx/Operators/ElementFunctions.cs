using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Operators that are a function of one real number, with parameters that are attributes.</summary>
internal sealed class ElementFunctionOperator : OnnxOperator
{
    private static readonly ImmutableArray<string> s_kinds =
    [
        "Elu",
        "HardSigmoid",
        "HardSwish",
        "LeakyRelu",
        "Mish",
        "Relu",
        "Selu",
        "Sigmoid",
        "Softplus",
        "Tanh",
    ];

    public override ImmutableArray<string> Kinds => s_kinds;

    public override string Supported => "all";

    public override string Becomes => "look-up table; Relu the clamp of the layer before it";

    public override ImmutableArray<string> Attributes => ["alpha", "beta", "gamma"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands) =>
        operands.Type(0).IsReal() || operands.Node.Kind == "Relu"
            ? Operands.One(operands.Type(0), operands.Shape(0))
            : throw operands.WrongType(0);

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var source = operands.Value(0);
        if (!source.IsReal)
        {
            return [Tensor.Of(source.Type, source.Shape, [.. source.ToIntegers().Select(value => Math.Max(0, value))])];
        }

        return
        [
            Tensor.Of(source.Type, source.Shape, Array.ConvertAll(source.ToReals(), new Converter<double, double>(FunctionOf(operands)))),
        ];
    }

    /// <summary>Whether an operator is one of these.</summary>
    public static bool IsKind(string kind) => s_kinds.Contains(kind);

    /// <summary>The function that an operator of one of these kinds is.</summary>
    public static Func<double, double> FunctionOf(Operands operands)
    {
        var kind = operands.Node.Kind;
        double alpha = operands.Float(
            "alpha",
            kind switch
            {
                "HardSigmoid" => 0.2f,
                "LeakyRelu" => 0.01f,
                "Selu" => 1.67326319217681884765625f,
                _ => 1,
            }
        );
        double beta = operands.Float("beta", 0.5f),
            gamma = operands.Float("gamma", 1.05070102214813232421875f);
        return kind switch
        {
            "Elu" => x => x < 0 ? alpha * (Math.Exp(x) - 1) : x,
            "HardSigmoid" => x => Math.Clamp((alpha * x) + beta, 0, 1),
            "HardSwish" => x => x * Math.Clamp((x / 6) + 0.5, 0, 1),
            "LeakyRelu" => x => x < 0 ? alpha * x : x,
            "Mish" => x => x * Math.Tanh(Softplus(x)),
            "Relu" => x => Math.Max(0, x),
            "Selu" => x => gamma * (x > 0 ? x : alpha * (Math.Exp(x) - 1)),
            "Sigmoid" => x => 1 / (1 + Math.Exp(-x)),
            "Softplus" => Softplus,
            "Tanh" => Math.Tanh,
            _ => throw new InvalidOperationException($"{kind} is not a function of one number"),
        };
    }

    // exp(x) leaves double beyond 709.
    private static double Softplus(double x) => x > 30 ? x + Math.Exp(-x) : Math.Log(1 + Math.Exp(x));
}
