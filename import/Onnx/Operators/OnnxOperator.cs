using System.Collections.Immutable;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>An operator of ONNX: the shapes of its outputs, and its arithmetic on real numbers and integers.</summary>
internal abstract class OnnxOperator
{
    /// <summary>The names that it goes by.</summary>
    public abstract ImmutableArray<string> Kinds { get; }

    /// <summary>What of it is evaluated; for the page of operators.</summary>
    public abstract string Supported { get; }

    /// <summary>What it becomes in a network of integers; for the page of operators.</summary>
    public virtual string Becomes => "none: it is folded where its inputs are constant";

    /// <summary>The attributes that it may have: another one is refused, and never left out.</summary>
    public virtual ImmutableArray<string> Attributes => [];

    /// <summary>Attributes that are operands from an opset on; before it there is one operand. Null: none.</summary>
    public virtual (int Opset, ImmutableArray<string> Names)? Moved => null;

    /// <summary>Types and shapes of its outputs; their values where they follow from shapes alone.</summary>
    /// <exception cref="ImportException">Its operands contradict each other, or an attribute is not supported.</exception>
    public abstract ImmutableArray<TensorInfo> Infer(Operands operands);

    /// <summary>Its outputs.</summary>
    /// <param name="operands">All with values.</param>
    /// <param name="outputs">What <see cref="Infer"/> said of them.</param>
    public abstract ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs);
}

/// <summary>The operators that are evaluated; one file each.</summary>
internal static class OnnxOperators
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<OnnxOperator> All { get; } =
    [
        new ArgMaxOperator(),
        new ArithmeticOperator(),
        new BatchNormalizationOperator(),
        new CastOperator(),
        new ClipOperator(),
        new ConcatOperator(),
        new ConstantOperator(),
        new ConstantOfShapeOperator(),
        new ConvOperator(),
        new ConvIntegerOperator(),
        new DequantizeLinearOperator(),
        new DropoutOperator(),
        new ElementFunctionOperator(),
        new FlattenOperator(),
        new GatherOperator(),
        new GemmOperator(),
        new GlobalPoolOperator(),
        new IdentityOperator(),
        new MatMulOperator(),
        new MatMulIntegerOperator(),
        new PadOperator(),
        new PoolOperator(),
        new PReluOperator(),
        new QLinearConvOperator(),
        new QLinearMatMulOperator(),
        new QuantizedFunctionOperator(),
        new QuantizeLinearOperator(),
        new ReduceMeanOperator(),
        new ReshapeOperator(),
        new ShapeOperator(),
        new SliceOperator(),
        new SoftmaxOperator(),
        new SqueezeOperator(),
        new TransposeOperator(),
        new UnsqueezeOperator(),
    ];

    private static readonly Dictionary<string, OnnxOperator> s_byKind = All.SelectMany(rule => rule.Kinds.Select(kind => (kind, rule)))
        .ToDictionary(pair => pair.kind, pair => pair.rule);

    /// <exception cref="ImportException">It, or one of its attributes, is not known.</exception>
    public static OnnxOperator Find(OnnxNode node)
    {
        if (node.Kind == "DynamicQuantizeLinear")
        {
            throw Problems.At(
                node,
                Problems.Operator,
                "it chooses scales anew for every input",
                "quantise the source network statically (onnxruntime.quantization.quantize_static), or name its float model"
            );
        }

        var rule =
            s_byKind.GetValueOrDefault(node.Kind)
            ?? throw Problems.At(
                node,
                Problems.Operator,
                "this operator is not taken over",
                "docs/import-operators.md lists what is; rebuild the source network from those"
            );
        if (node.Attributes.Keys.Order(StringComparer.Ordinal).FirstOrDefault(name => !IsKnown(rule, name, node.Opset)) is { } unknown)
        {
            throw Problems.UnsupportedOption(node, $"its attribute '{OnnxReader.Clean(unknown)}' is not known at opset {node.Opset}");
        }

        return rule.Moved is { } moved && node.Opset < moved.Opset && node.Inputs.Skip(1).Any(input => input.Length > 0)
            ? throw Problems.UnsupportedOption(
                node,
                $"{node.Inputs.Length} operands at opset {node.Opset}; {string.Join(", ", moved.Names)} are attributes before opset {moved.Opset}"
            )
            : rule;
    }

    private static bool IsKnown(OnnxOperator rule, string attribute, int opset) =>
        rule.Attributes.Contains(attribute) && !(rule.Moved is { } moved && opset >= moved.Opset && moved.Names.Contains(attribute));
}
