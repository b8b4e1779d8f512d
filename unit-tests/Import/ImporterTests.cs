using Striate.Import;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;

namespace Striate.UnitTests.Import;

public class ImporterTests
{
    [Fact]
    public void A_report_says_what_became_of_every_operator()
    {
        var result = ModelImporter.Import(TfliteBuilder.Sample(), ImportOptions.Default);
        result.Problems.ShouldBeEmpty();
        result
            .Operators.Select(one => (one.Operator, one.Layer))
            .ShouldBe([
                ("CONV_2D", "conv_2d0"),
                ("RELU6", "relu61"),
                ("MEAN", "mean2"),
                ("FULLY_CONNECTED", "fully_connected3"),
                ("SOFTMAX", "softmax4"),
            ]);
        var network = result.Required().Network;
        network.HasClasses.ShouldBeTrue();
        network.Input.ShouldBe(new FeatureMap(new Shape(6, 5, 1), IntegerType.Int8, 0.05f, -3));
        var source = SourceModelPart.Parse(
            result.Required().OptionalParts.Single(part => part.Name == OptionalPartNames.SourceModel).Content.AsSpan()
        );
        source.ShapeOf("mean2")!.Value.ShouldBe([1, 2]);
        source.Sha256.ShouldBe(result.Source!.Sha256);
    }

    [Fact]
    public void A_softmax_can_be_left_out()
    {
        var result = ModelImporter.Import(
            TfliteBuilder.Sample(),
            ImportOptions.Default with
            {
                DropSoftmax = true,
                Labels = ["a", "b", "c"],
            }
        );
        var network = result.Required().Network;
        network.Layers[^1].ShouldBeOfType<FullyConnected>();
        network.HasClasses.ShouldBeTrue();
        result.Operators.Single(one => one.Operator == "SOFTMAX").Layer.ShouldBeNull();
    }

    [Fact]
    public void Conversions_from_and_to_float_at_the_ends_are_left_out()
    {
        var builder = new TfliteBuilder();
        var (real, input, output, last) = (
            builder.Tensor(0, [1, 2, 2, 1]),
            builder.Int8([1, 2, 2, 1], 0.5f, 1),
            builder.Int8([1, 2, 2, 1], 0.5f, 1),
            builder.Tensor(0, [1, 2, 2, 1])
        );
        builder.Operator(114, [real], [input]);
        builder.Operator(21, [input], [output]);
        builder.Operator(6, [output], [last]);
        var result = ModelImporter.Import(builder.Build([real], [last]), ImportOptions.Default);
        result.Required().Network.Layers.Single().ShouldBeOfType<LookUp>();
        result.Required().Network.HasClasses.ShouldBeFalse();
        result.Operators.Select(one => one.Layer is null).ShouldBe([true, true, false]);
    }

    [Fact]
    public void Everything_that_is_refused_is_found_at_once()
    {
        var builder = new TfliteBuilder();
        var (a, b, c, d) = (
            builder.Int8([1, 4, 4, 2], 0.5f, 0),
            builder.Int8([1, 4, 4, 2], 0.5f, 0),
            builder.Int8([1, 4, 4, 2], 0.25f, 0),
            builder.Int8([1, 4, 4, 2], 0.25f, 0)
        );
        builder.Operator(39, [a], [b]);
        builder.Operator(21, [b], [c]);
        builder.Operator(101, [c], [d]);
        var result = ModelImporter.Import(builder.Build([a], [d]), ImportOptions.Default);
        result
            .Problems.Select(problem => $"{problem.Number} {problem.Location}")
            .ShouldBe(["STR1802 operator 0 TRANSPOSE", "STR1802 operator 2 ABS", "STR1810 operator 1 RELU6"]);
        Should.Throw<ImportException>(() => result.Required()).Message.ShouldEndWith("(and 2 more: 'striate import --check' lists them)");
    }

    [Fact]
    public void Wrong_models_are_refused_by_number()
    {
        Refused(Two([1, 2], [1, 2], 25)).ShouldStartWith("STR1812 operator 0 SOFTMAX: it stands inside the network");
        Refused(Changed(builder => builder.Int8([2, 4, 4, 2], 0.5f, 0))).ShouldStartWith("STR1807 operator 0 RELU6: ");
        Refused(Changed(builder => builder.Tensor(3, [1, 4, 4, 2], null, [0.5f], 0))).ShouldStartWith("STR1804 operator 0 RELU6: ");
        Refused(Changed(builder => builder.Tensor(9, [1, 4, 4, 2], null, [0.5f, 0.5f], 0))).ShouldStartWith("STR1804 ");
        Refused(Changed(builder => builder.Tensor(9, [1, 4, 4, 2], null, [float.NaN], 0))).ShouldStartWith("STR1804 ");
        Refused(Changed(builder => builder.Int8([1, 1 << 20, 1 << 20, 2], 0.5f, 0))).ShouldStartWith("STR1809 ");
        Should
            .Throw<ImportException>(() => ModelImporter.Import([1, 2, 3], ImportOptions.Default))
            .Message.ShouldStartWith("STR1801 file: it begins neither like a TFLite model nor like an ONNX model");
        Should
            .Throw<ImportException>(() => ModelImporter.Import(Ends([0, 1], [2]), ImportOptions.Default))
            .Message.ShouldStartWith("STR1808 file: 2 inputs");

        static string Refused(byte[] file) => ModelImporter.Import(file, ImportOptions.Default).Problems[0].ToString();
    }

    [Fact]
    public void An_operator_that_reads_what_comes_later_is_refused()
    {
        var builder = new TfliteBuilder();
        var (input, a, b) = (builder.Int8([1, 4], 0.5f, 0), builder.Int8([1, 4], 0.5f, 0), builder.Int8([1, 4], 0.5f, 0));
        builder.Operator(0, [input, b], [a]);
        builder.Operator(21, [a], [b]);
        ModelImporter
            .Import(builder.Build([input], [b]), ImportOptions.Default)
            .Problems[0]
            .ToString()
            .ShouldStartWith("STR1809 operator 0 ADD: it reads tensor 2 'tensor2', which no operator before it writes");
    }

    private static byte[] Two(int[] input, int[] output, int code)
    {
        var builder = new TfliteBuilder();
        var (a, b, c) = (builder.Int8(input, 0.5f, 0), builder.Int8(output, 1f / 256, -128), builder.Int8(output, 1f / 256, -128));
        builder.Operator(code, [a], [b], (0, 1f));
        builder.Operator(21, [b], [c]);
        return builder.Build([a], [c]);
    }

    private static byte[] Changed(Func<TfliteBuilder, int> input)
    {
        var builder = new TfliteBuilder();
        var (a, b) = (input(builder), builder.Int8([], 0.5f, 0));
        builder.Operator(21, [a], [b]);
        return builder.Build([a], [b]);
    }

    private static byte[] Ends(int[] inputs, int[] outputs)
    {
        var builder = new TfliteBuilder();
        var (a, b, c) = (builder.Int8([1, 4], 0.5f, 0), builder.Int8([1, 4], 0.5f, 0), builder.Int8([1, 4], 0.5f, 0));
        builder.Operator(0, [a, b], [c]);
        return builder.Build(inputs, outputs);
    }
}
