using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Segments;

namespace Striate.UnitTests.Codegen;

/// <summary>Layers as an importer takes them over, and the same layers as they are trained here: what their planned code costs.</summary>
public class ImportedCostTests
{
    // Maps of keyword spotting.
    private const int Height = 25;
    private const int Width = 5;

    [Theory]
    [InlineData("3x3", 3, 16, 32, 1)]
    [InlineData("depthwise", 3, 64, 64, 64)]
    [InlineData("1x1", 1, 64, 64, 1)]
    public void An_imported_layer_takes_a_tenth_more_instructions_at_most(string kind, int kernel, int inputs, int outputs, int groups)
    {
        var random = new Random(1);
        var bank = new KernelBank(
            SegmentCatalog.Dense(kernel, kernel),
            outputs,
            inputs / groups,
            8,
            [.. new int[outputs * inputs / groups]],
            [.. Enumerable.Range(0, outputs * inputs / groups * kernel * kernel).Select(_ => (sbyte)random.Next(-127, 128))]
        );
        var own = Instructions(bank, inputs, groups, isImported: false);
        var imported = Instructions(bank, inputs, groups, isImported: true);
        TestContext.Current.TestOutputHelper?.WriteLine(
            FormattableString.Invariant(
                $"{kind}: {own:N0} trained here, {imported:N0} imported, {100.0 * (imported - own) / own:F2} % more"
            )
        );
        ((double)imported).ShouldBeInRange(own * 0.8, own * 1.1);
    }

    // A convolution after another layer, so that its input is a map of the network and not the caller's.
    private static long Instructions(KernelBank bank, int inputs, int groups, bool isImported)
    {
        var (kernel, outputs) = (bank.Catalog.KernelHeight, bank.OutputChannels);
        var (type, zeroPoint) = isImported ? (IntegerType.Int8, -128) : (IntegerType.UInt8, 0);
        FeatureMap Map(int channels) => new(new Shape(Height, Width, channels), type, 0.05, zeroPoint);
        var taps = bank.InputChannels * kernel * kernel;
        var first = new Convolution(
            "first",
            ["input"],
            Map(inputs),
            new Window(1, 1, 1, 1, Padding.None),
            1,
            new KernelBank(SegmentCatalog.Dense(1, 1), inputs, 1, 8, [.. new int[inputs]], [.. Enumerable.Repeat((sbyte)1, inputs)]),
            [.. new int[inputs]],
            Step(inputs, 0.9, isImported)
        );
        var layer = new Convolution(
            "layer",
            ["first"],
            Map(outputs),
            new Window(kernel, kernel, 1, 1, Padding.All(kernel / 2)),
            groups,
            bank,
            [.. Enumerable.Range(0, outputs).Select(channel => 100 * (channel - 20))],
            Step(outputs, 1 / (40 * Math.Sqrt(taps)), isImported)
        );
        var mean = new AveragePooling(
            "mean",
            ["layer"],
            new FeatureMap(new Shape(1, 1, outputs), IntegerType.Int32, 0.001),
            new Window(Height, Width, 1, 1, Padding.None),
            null
        );
        var network = new Network("cost", Map(1), [first, layer, mean], []);
        NetworkValidator.Check(network).ShouldBeEmpty();
        return Generator.Plan(network, new GeneratorOptions()).Layers[1].Chosen.Cost.Instructions;
    }

    // Scales that differ by channel: 8 bits as they are trained here, 31 bits and the rounding of TensorFlow Lite Micro behind a ReLU.
    private static Requantisation Step(int channels, double scale, bool isImported)
    {
        var bits = isImported ? 31 : 8;
        var factors = Enumerable.Range(0, channels).Select(channel => scale * (1 + (channel % 7 / 10.0))).ToArray();
        var shifts = factors.Select(factor => bits - 1 - (int)Math.Floor(Math.Log2(factor))).ToImmutableArray();
        var multipliers = factors
            .Select((factor, channel) => (int)Math.Min(Math.Round(Math.ScaleB(factor, shifts[channel])), int.MaxValue))
            .ToImmutableArray();
        return isImported
            ? new Requantisation(
                multipliers,
                shifts,
                -128,
                127,
                [.. shifts.Select(shift => Requantisation.Half(shift) + (1L << 30) - (128L << shift))]
            )
            : new Requantisation(multipliers, shifts, 0, 255);
    }
}
