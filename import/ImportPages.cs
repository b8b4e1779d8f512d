using System.Text;
using Striate.Import.Onnx.Operators;
using Striate.Import.Operators;

namespace Striate.Import;

/// <summary>Pages that are written from the code.</summary>
public static class ImportPages
{
    /// <summary>The operators that are taken over, as Markdown.</summary>
    public static string Operators()
    {
        var page = new StringBuilder(
            """
            # Operators that are taken over

            `striate import` takes over quantised models of TensorFlow Lite and ONNX, integer for integer. This page is written from the importer's code
            (`STRIATE_UPDATE_GOLDEN=1 dotnet test -c Release unit-tests --filter ImportPageTests`). Everything else is refused by a
            [number](diagnostics.md#str1801) with operator and remedy; `striate import MODEL --check` lists it all at once.

            ## TensorFlow Lite

            int8 models. A package computes the bytes that TensorFlow Lite Micro's reference kernels compute, built by default. A float model
            is quantised by samples, as one of ONNX is (below): of the operators here, all but DEQUANTIZE of maps, PACK, QUANTIZE, SHAPE and
            STRIDED_SLICE, with MEAN over height and width together, and PAD and PADV2 of zeros around maps that convolutions alone read.

            | operator | what of it | becomes |
            |---|---|---|

            """
        );
        foreach (var rule in OperatorRules.All.OrderBy(rule => rule.Kinds[0], StringComparer.Ordinal))
        {
            page.Append("| ")
                .AppendJoin(", ", rule.Kinds)
                .Append(" | ")
                .Append(rule.Supported)
                .Append(" | ")
                .Append(rule.Becomes)
                .Append(" |\n");
        }

        page.Append(
            """

            ## ONNX

            Opset 7 to 22, static quantisation to int8 or uint8, with QuantizeLinear and DequantizeLinear around the operators (QDQ), with
            operators on bytes (QOperator), or with ConvInteger and MatMulInteger between QuantizeLinear and the Cast, Mul and Add that make real
            numbers of their sums; DynamicQuantizeLinear, which chooses scales anew for every input, is refused. Activations have one scale and zero point each, weights one scale or one per output channel. Names are
            those of ONNX, and of ONNX Runtime behind `com.microsoft.`. What stands between two quantised tensors becomes one layer: a
            convolution, its bias, its ReLU. Rounding is ONNX's, to nearest and ties to even; where no multiplier gives that, the
            report says how many sums, all within a thousandth of a step of a tie, can come out one step off. A softmax at the end is left out, and so is the choice of a class. A graph has one input and one output;
            a batch that is not fixed, or larger than 1, is taken as 1. Maps of the network, and what `run --layers` writes, have channels last.
            A float model is quantised by samples of its input: `--calibration FILE.npy` is [N, ...] in the model's own order, `--calibration FOLDER`
            [data of your own](own-data.md#samples-for-an-import); `--input-range`, `--mean` and `--std` tell what its framework did to readings. Normalisations are folded into the Conv or Gemm that alone feeds them, channels between two
            convolutions are brought to the same reach (`--no-equalisation`: not), weights become integers of 8 bits with a scale per output channel (`--bits 2..8`: fewer; `--weight-bytes N`: fewer where a layer loses least by it), biases take away what
            rounded weights add (`--no-bias-correction`: not), activations become int8 from the smallest to the largest number that the samples show
            (`--ranges`: without one in 10,000 on each side, or the range of least error). Before anything is taken over, the importer evaluates what is constant, and works out every shape:
            [ONNX's own tests](onnx-tests.md) say how well.

            | operator | what of it is evaluated | becomes |
            |---|---|---|

            """
        );
        foreach (var rule in OnnxOperators.All.OrderBy(rule => rule.Kinds[0], StringComparer.Ordinal))
        {
            page.Append("| ")
                .AppendJoin(", ", rule.Kinds)
                .Append(" | ")
                .Append(rule.Supported)
                .Append(" | ")
                .Append(rule.Becomes)
                .Append(" |\n");
        }

        return page.ToString();
    }
}
