using System.Security.Cryptography;
using Striate.Fuzzing;
using Striate.Model.Figures;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Reference;
using Striate.Verification;
using Striate.Zoo;

namespace Striate.UnitTests.Zoo;

public class ZooTests
{
    private static readonly Network s_resnet8 = new ZooNetwork("resnet8", 8, PowerOfTwo: true).Make();

    [Theory]
    [InlineData("conv16-int8", 589_824)]
    [InlineData("resnet8-int8-m1", 12_501_632)]
    [InlineData("dscnn-int8", 2_656_768)]
    [InlineData("lenet-int8", 416_520)]
    [InlineData("motion1d-int4", 471_232)]
    public void The_networks_have_the_size_of_those_of_the_literature(string name, long denseMacs) =>
        NetworkFigures.Of(ZooNetwork.Find(name).Single().Make()).DenseMacs.ShouldBe(denseMacs);

    [Fact]
    public void Kernels_of_3x3_keep_31_percent_except_in_the_first_convolution()
    {
        foreach (var layer in s_resnet8.Layers.OfType<Convolution>())
        {
            var kept = layer.Bank.Weights.Length / (double)layer.Bank.DenseWeights;
            if (layer.Name == "stem" || layer.Window.Cells == 1)
            {
                kept.ShouldBe(1, layer.Name);
            }
            else
            {
                kept.ShouldBeInRange(0.3095, 0.31, layer.Name);
            }
        }
    }

    [Fact]
    public void Activations_of_inputs_that_they_were_not_calibrated_with_use_their_range()
    {
        var outputs = ReferenceExecutor.Run(s_resnet8, TestInputs.For(s_resnet8.Input, 3)[2]).Outputs;
        foreach (var (layer, values) in s_resnet8.Layers.Zip(outputs).Where(pair => pair.First.Output.Type != IntegerType.Int32))
        {
            var type = layer.Output.Type;
            values.Max().ShouldBeGreaterThan(type.Maximum / 3, layer.Name);
            (values.Count(value => value == type.Maximum) / (double)values.Length).ShouldBeLessThan(0.02, layer.Name);
            (values.Count(value => value == 0) / (double)values.Length).ShouldBeLessThan(0.75, layer.Name);
        }
    }

    [Fact]
    public void The_form_of_m_is_the_one_asked_for_and_biases_are_not_zero()
    {
        var any = new ZooNetwork("conv16", 4, PowerOfTwo: false).Make();
        s_resnet8.Layers.OfType<Convolution>().ShouldAllBe(layer => layer.Requantisation!.Multipliers.All(m => m == 1));
        var layer = (Convolution)any.Layers[0];
        layer.Requantisation!.Multipliers.ShouldContain(m => m > 1);
        layer.Bank.Weights.ShouldAllBe(weight => weight >= -7 && weight <= 7);
        layer.Bias.ShouldAllBe(bias => bias != 0);
        s_resnet8.Layers.OfType<Convolution>().ShouldAllBe(conv => conv.Bias.All(bias => bias != 0));
    }

    [Fact]
    public void The_same_network_comes_out_on_every_machine()
    {
        Same.Difference(s_resnet8, new ZooNetwork("resnet8", 8, PowerOfTwo: true).Make()).ShouldBeNull();
        var bytes = s_resnet8
            .Layers.OfType<Convolution>()
            .SelectMany(layer => layer.Bank.Weights.Select(weight => (byte)weight).Concat(layer.Bias.SelectMany(BitConverter.GetBytes)));
        Convert.ToHexStringLower(SHA256.HashData([.. bytes]))[..16].ShouldBe("3df46d4d1f589c05");
    }

    [Fact]
    public void A_name_stands_for_one_form_or_for_all()
    {
        ZooNetwork.Find("resnet8").Length.ShouldBe(4);
        ZooNetwork.Find("resnet8-int4-m1").ShouldBe([new ZooNetwork("resnet8", 4, true)]);
        ZooNetwork.Find("resnet9").ShouldBeEmpty();
    }
}
