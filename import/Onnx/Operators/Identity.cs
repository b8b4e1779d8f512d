using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Identity: what it reads.</summary>
internal sealed class IdentityOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["Identity"];

    public override string Supported => "tensors";

    public override string Becomes => "none";

    public override ImmutableArray<TensorInfo> Infer(Operands operands) => Operands.One(operands.Type(0), operands.Shape(0));

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs) => [operands.Value(0)];
}
