using System.Text;
using Striate.Codegen;
using Striate.Fuzzing;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Packaging;
using Striate.Model.Reference;
using Striate.Model.Segments;
using Striate.UnitTests.Model.Packaging;
using Striate.Verification;

namespace Striate.UnitTests.Model;

public class Specification2Tests
{
    private static readonly ReferenceResult s_result = ReferenceExecutor.Run(
        Specification2.Network,
        Specification2.Golden(3).Input.AsSpan()
    );

    [Fact]
    public void A_network_with_every_feature_is_valid_and_has_every_feature()
    {
        NetworkValidator.Check(Specification2.Network).ShouldBeEmpty();
        Features
            .Of(Specification2.Network with { HasClasses = false, Labels = [] })
            .Keys.ShouldBe(Enum.GetValues<Feature>(), ignoreOrder: true);
        Features.Of(Samples.Network).ShouldBeEmpty();
    }

    [Fact]
    public void A_package_with_every_feature_comes_back_as_the_same_bytes()
    {
        var bytes = PackageFile.Format(Specification2.Package, "second");
        Encoding.ASCII.GetString(bytes).ShouldContain("{\"format\":3,");
        var read = PackageFile.Parse(bytes, "second").Package;
        Same.Difference(Specification2.Package, read).ShouldBeNull();
        PackageFile.Format(read, "second").ShouldBe(bytes);
    }

    [Fact]
    public void A_package_has_the_oldest_format_that_holds_it()
    {
        Format(Samples.Package).ShouldContain("{\"format\":2,");
        Format(Samples.Package with { OptionalParts = [new OptionalPart(OptionalPartNames.Costs, [])] }).ShouldContain("{\"format\":3,");
        Format(
                Samples.Package with
                {
                    Network = Samples.Network with { Input = Samples.Network.Input with { ZeroPoint = 1 } },
                    Report = null,
                }
            )
            .ShouldContain("{\"format\":3,");

        static string Format(ModelPackage package) => Encoding.ASCII.GetString(PackageFile.Format(package, "package"));
    }

    [Fact]
    public void Another_name_or_order_of_optional_parts_is_refused()
    {
        Should
            .Throw<PackageException>(() =>
                PackageFile.Format(Samples.Package with { OptionalParts = [new OptionalPart("other", [])] }, "package")
            )
            .Reason.ShouldBe(
                "optional parts are codebooks.bin, costs.json, data-reading.json, input-contract.json, source-model.json, in this order"
            );
        Should.Throw<PackageException>(() =>
            PackageFile.Format(
                Samples.Package with
                {
                    OptionalParts = [new(OptionalPartNames.SourceModel, []), new(OptionalPartNames.Costs, [])],
                },
                "package"
            )
        );
    }

    [Fact]
    public void A_format_that_is_not_that_of_the_content_is_refused()
    {
        Tampering
            .Refused(Tampering.WithManifestText("{\"format\":2,", "{\"format\":3,"))
            .Reason.ShouldBe("format version 3; what it holds is version 2");
        Tampering.Refused(Tampering.WithManifestText("\"scale\":0.05}", "\"scale\":0.05,\"zeroPoint\":4}")).Part.ShouldBe("manifest.json");
    }

    [Fact]
    public void Padding_holds_the_zero_point()
    {
        // Kernels of one cell in the corner: what lies outside adds nothing, what lies inside adds x - z.
        var map = new FeatureMap(new Shape(2, 2, 1), IntegerType.Int32, 1);
        var layer = new Convolution(
            "conv",
            ["input"],
            map,
            new Window(2, 2, 1, 1, new Padding(1, 1, 0, 0)),
            1,
            new KernelBank(SegmentCatalog.For(2), 1, 1, 8, [1], [2]),
            [5],
            null
        );
        SegmentCatalog.For(2)[1].Cells.ShouldBe([new Cell(0, 0)]);
        ReferenceExecutor
            .RunLayer(
                layer,
                [
                    [10, 20, 30, 40],
                ],
                [new FeatureMap(new Shape(2, 2, 1), IntegerType.Int8, 1, -7)]
            )
            .ShouldBe([5, 5, 5, 5 + (2 * 17)]);
    }

    [Fact]
    public void Small_accumulators_have_the_constant_below_the_split()
    {
        var requantisation = new Requantisation([1], [4], -128, 127, [8 + (3 << 4)], new RequantisationSplit([-8], [7 + (3 << 4)]));
        requantisation.Apply(-8, 0).ShouldBe(3);
        requantisation.Apply(-9, 0).ShouldBe(2);
        requantisation.Apply(8, 0).ShouldBe(4);
        requantisation.Apply(-24, 0).ShouldBe(1);
        (requantisation with { Split = null }).Apply(-24, 0).ShouldBe(2);
    }

    [Fact]
    public void Layers_compute_what_their_formulas_say()
    {
        var outputs = Specification2.Network.Layers.Zip(s_result.Outputs).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        var (dilated, difference, terms, gate) = (outputs["dilated"], outputs["difference"], outputs["terms"], outputs["gate"]);
        outputs["bias"].ShouldBe(Specification2.Constant.Values);
        difference.ShouldBe(dilated.Select((value, index) => Clamp((value * 5L) - (Specification2.Constant.Values[index] * 3L) + 21, 4)));
        terms.ShouldBe(
            difference.Zip(dilated, (a, b) => Math.Clamp((int)((((a + 128) * 3000L) - ((b + 128) * 6000L) - 12_345) >> 20), -120, 120))
        );
        outputs["product"].ShouldBe(terms.Select((value, index) => Clamp(((value + 7L) * (gate[index % 2] - 3) * 77) - 3, 12)));
        outputs["curve"].ShouldBe(outputs["product"].Select(value => -value - 1));
        outputs["wide"]
            .ShouldBe(
                outputs["partial"]
                    .Select(
                        (value, index) =>
                            index % 2 == 0 ? Clamp((value * 3L) + (1L << 40) + (1L << 37), 38) : Clamp((value * -5L) - 7 + 4, 3)
                    )
            );
        outputs["reshaped"].ShouldBe(outputs["clamped"]);

        static int Clamp(long value, int shift) => (int)Math.Clamp(value >> shift, -128, 127);
    }

    [Fact]
    public void Windows_that_reach_into_the_padding_have_a_requantisation_of_their_own()
    {
        var outputs = Specification2.Network.Layers.Zip(s_result.Outputs).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        var (input, output) = (outputs["curve"], outputs["partial"]);
        int Sum(params int[] pixels) => pixels.Sum(pixel => input[pixel * 2] + 7);
        output[0].ShouldBe(Math.Clamp((Sum(0, 1, 4, 5) + 1) >> 2, -100, 127));
        output[4].ShouldBe(Math.Clamp((Sum(4, 5, 8, 9, 12, 13) - 50) >> 3, -128, 127));
    }

    [Fact]
    public void A_softmax_is_the_real_one_to_the_last_step()
    {
        var random = new Random(7);
        for (var trial = 0; trial < 200; trial++)
        {
            var (channels, scale) = (random.Next(1, 40), Math.Exp(random.NextDouble() * 4) / 50);
            var layer = Specification2.Softmax with
            {
                Output = Specification2.Softmax.Output with { Shape = new Shape(1, 1, channels) },
                Exponentials =
                [
                    .. Enumerable.Range(0, 256).Select(distance => (int)Math.Round(int.MaxValue * Math.Exp(-scale * distance))),
                ],
            };
            int[] input = [.. Enumerable.Range(0, channels).Select(_ => random.Next(-128, 128))];
            var exponentials = input.Select(value => Math.Exp(scale * (value - input.Max()))).ToArray();
            var real = exponentials.Select(value =>
                Math.Clamp(Math.Round(256 * value / exponentials.Sum(), MidpointRounding.AwayFromZero) - 128, -128, 127)
            );
            var result = ReferenceExecutor.RunLayer(layer, [input], [layer.Output]);
            result.Zip(real, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThanOrEqualTo(1);
            result.Zip(real, (a, b) => Math.Abs(a - b)).Sum().ShouldBeLessThanOrEqualTo(1);
        }
    }

    [Fact]
    public void Contradictions_are_found()
    {
        Refused(Specification2.Dilated, Specification2.Dilated with { Output = Specification2.Dilated.Output with { ZeroPoint = 128 } })
            .ShouldBe("layer 'dilated': output: zero point 128; it is within int8, and 0 for int32");
        Refused(
                Specification2.Dilated,
                Specification2.Dilated with
                {
                    Requantisation = Specification2.Dilated.Requantisation! with { Constants = [1] },
                }
            )
            .ShouldBe("layer 'dilated': 1 constants; 2 are needed");
        Refused(
                Specification2.Dilated,
                Specification2.Dilated with
                {
                    Requantisation = Specification2.Dilated.Requantisation! with { Constants = [long.MaxValue, 0] },
                }
            )
            .ShouldEndWith("beyond int64; use a smaller multiplier or constant");
        Refused(Specification2.Constant, Specification2.Constant with { Values = Specification2.Constant.Values.SetItem(3, 128) })
            .ShouldBe("layer 'bias': a value is not within int8 (-128..127)");
        Refused(Specification2.Product, Specification2.Product with { Inputs = ["gate", "terms"] })
            .ShouldStartWith("layer 'product': it multiplies 1x1x2 by 5x4x2 into 5x4x2");
        Refused(Specification2.LookUp, Specification2.LookUp with { Table = Specification2.LookUp.Table[1..] })
            .ShouldBe("layer 'curve': 255 entries; 256 are needed");
        Refused(
                Specification2.Softmax,
                Specification2.Softmax with
                {
                    Exponentials = Specification2.Softmax.Exponentials.SetItem(5, int.MaxValue),
                }
            )
            .ShouldBe("layer 'softmax': its exponentials do not descend from 2147483647 to 0 or more");
        Refused(
                Specification2.Partial,
                Specification2.Partial with
                {
                    Partial = [Specification2.Partial.Partial!.Value[0] with { Cells = 6 }],
                }
            )
            .ShouldBe("layer 'partial': a partial window of 6 cells; they ascend and are fewer than 6");
        Refused(Specification2.Wide, Specification2.Wide with { Offsets = [long.MaxValue, 0] })
            .ShouldBe("layer 'wide': an offset is not in -2^61..2^61");
        Refused(Specification2.Difference, Specification2.Difference with { Constant = long.MaxValue })
            .ShouldBe("layer 'difference': its sum can leave int64; use smaller multipliers or a smaller constant");
        NetworkValidator
            .Check(Specification2.Network with { HasClasses = false })[0]
            .ToString()
            .ShouldBe("3 labels for an output that is not classes");

        static string Refused(Layer layer, Layer changed) => NetworkValidator.Check(Specification2.With(layer, changed))[0].ToString();
    }

    [Fact]
    public void The_generator_refuses_what_it_has_no_code_for_by_number()
    {
        var map = Specification2.Package with { Network = Specification2.Network with { HasClasses = false, Labels = [] } };
        var options = new GeneratorOptions(Strategy.Naive);
        var build = Generator.Build(map.Network, options, new string('0', 64), cancellation: TestContext.Current.CancellationToken);
        Should
            .Throw<UnsupportedNetworkException>(() =>
                FirmwareEmission.AddTo(build.Code, map, options, new string('0', 64), 1, new FirmwareSettings(FirmwareSource.Adc))
            )
            .Message.ShouldStartWith("STR1102 layer 'softmax': ");
    }

    [Theory]
    [InlineData(Strategy.Naive, true)]
    [InlineData(Strategy.Planned, false)]
    public void Generated_code_gives_every_integer_of_every_layer_on_desktop_and_in_the_emulator(Strategy strategy, bool hasClasses)
    {
        var network = Specification2.Network with { HasClasses = hasClasses, Labels = [] };
        var build = Generator.Build(
            network,
            new GeneratorOptions(strategy),
            new string('0', 64),
            cancellation: TestContext.Current.CancellationToken
        );
        build.Diagnostics.ShouldBeEmpty();
        var report = Verifier.Verify(
            build,
            network,
            GoldenVectors.Compute(network, TestInputs.For(network.Input, 12), TestContext.Current.CancellationToken),
            cancellation: TestContext.Current.CancellationToken
        );
        report.FirstDifference.ShouldBeNull();
        report.TracedVectors.ShouldBe(12);
        report.Allocations.ShouldBe(0);
    }
}
