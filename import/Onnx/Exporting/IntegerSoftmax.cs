using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph.Layers;

namespace Striate.Import.Onnx.Exporting;

/// <summary>
/// The closing softmax: exponentials out of a table, the reciprocal of their sum by three Newton steps, all in int64. Qi.f has i integer
/// and f fraction bits.
/// </summary>
internal static class IntegerSoftmax
{
    private const int Exponentials = 256;

    // 48/17 and -32/17 in Q2.29: the line that Newton's steps start from.
    private const long StartOffset = 1515870810;
    private const long StartSlope = -1010580540;
    private const long One = 1 << 29;

    public static bool Write(IntegerScope scope, Softmax layer)
    {
        var steps = new Steps(scope.Graph, layer.Name);
        var integers = scope.Longs(layer.Name, "x", layer.Inputs[0]);
        var largest = scope.Graph.Node("ReduceMax", $"{layer.Name}/largest", [integers], ("axes", GraphWriter.Channels));
        long[] table = [.. layer.Exponentials.Select(value => (long)value), .. new long[Exponentials - layer.Exponentials.Length]];
        var shares = scope.Graph.Node(
            "Gather",
            $"{layer.Name}/exponentials",
            [scope.Graph.Longs($"{layer.Name}/table", [Exponentials], table), steps.Sub(largest, integers)]
        );

        // The sum is Q12.19; shifted up it is 1 + a, Q0.31.
        var parts = steps.Right(steps.Add(shares, steps.Number(1 << 11)), steps.Number(12));
        var sum = scope.Graph.Node("ReduceSum", $"{layer.Name}/sum", [parts, scope.Graph.Longs("channels", [1], 1)]);
        var headroom = Headroom(scope.Graph, layer.Name, sum);
        var half = steps.Right(steps.Left(sum, headroom), steps.Number(1));
        var x = steps.Add(steps.MultiplyHigh(half, steps.Number(StartSlope)), steps.Number(StartOffset));
        for (var step = 0; step < 3; step++)
        {
            var error = steps.Sub(steps.Number(One), steps.MultiplyHigh(half, x));
            x = steps.Saturate(steps.Add(x, steps.Saturate(steps.Multiply(steps.MultiplyHigh(x, error), steps.Number(4)))));
        }

        var reciprocal = steps.Saturate(steps.Multiply(x, steps.Number(2)));
        var exponent = steps.Sub(steps.Number(35), headroom);
        var rounding = steps.Left(steps.Number(1), steps.Sub(exponent, steps.Number(1)));
        var share = steps.Right(steps.Add(steps.MultiplyHigh(reciprocal, shares), rounding), exponent);

        // Bytes are 128 more than the integers: 0..255.
        var limited = scope.Graph.Smaller($"{layer.Name}/limited", share, steps.Number(byte.MaxValue));
        scope.Graph.Node("Cast", scope.BytesOf(layer.Name), [limited], ("to", (int)ElementType.UInt8));
        return true;
    }

    /// <summary>The number of zeros before a sum of at least 2^19 in 32 bits: one for each power of two that is larger.</summary>
    private static string Headroom(GraphWriter graph, string name, string sum)
    {
        var powers = graph.Longs($"{name}/powers", [12, 1, 1], [.. Enumerable.Range(20, 12).Select(bit => 1L << bit)]);
        var isSmaller = graph.Node(
            "Cast",
            $"{name}/smaller",
            [graph.Node("Less", $"{name}/isSmaller", [sum, powers])],
            ("to", (int)ElementType.Int64)
        );
        return graph.Node("ReduceSum", $"{name}/headroom", [isSmaller, graph.Longs("channels", [1], 1)]);
    }

    /// <summary>Arithmetic on int64, each step with a name of its own.</summary>
    private sealed class Steps(GraphWriter graph, string layer)
    {
        private int _last;

        public string Number(long value) => graph.Longs($"number{value}", [], value);

        public string Add(string a, string b) => graph.Node("Add", Name(), [a, b]);

        public string Sub(string a, string b) => graph.Node("Sub", Name(), [a, b]);

        public string Multiply(string a, string b) => graph.Node("Mul", Name(), [a, b]);

        public string Right(string value, string shift) => Shift(value, shift, "RIGHT");

        public string Left(string value, string shift) => Shift(value, shift, "LEFT");

        public string Saturate(string value) =>
            graph.Smaller(Name(), graph.Larger(Name(), value, Number(int.MinValue)), Number(int.MaxValue));

        /// <summary>The upper 32 bits of twice the product, rounded half up.</summary>
        public string MultiplyHigh(string a, string b) =>
            Saturate(
                Sub(Right(Add(Multiply(a, b), Number(IntegerShift.Offset + (1L << 30))), Number(31)), Number(IntegerShift.Offset >> 31))
            );

        /// <param name="value">Not negative.</param>
        /// <param name="shift">Bits.</param>
        /// <param name="direction">LEFT or RIGHT.</param>
        private string Shift(string value, string shift, string direction) =>
            graph.Node(
                "Cast",
                Name(),
                [graph.Node("BitShift", Name(), [Unsigned(value), Unsigned(shift)], ("direction", direction))],
                ("to", (int)ElementType.Int64)
            );

        private string Unsigned(string value) => graph.Node("Cast", Name(), [value], ("to", (int)ElementType.UInt64));

        private string Name() => $"{layer}/step{++_last}";
    }
}
