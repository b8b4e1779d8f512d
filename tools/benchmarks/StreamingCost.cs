using System.Globalization;
using Striate.Codegen;
using Striate.Emulator;
using Striate.Emulator.Reporting;
using Striate.Model.Figures;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Model.Streaming;
using Striate.Platform;
using Striate.Verification;
using Striate.Zoo.Chains;

namespace Striate.Benchmarks;

/// <summary>
/// What code costs that takes a signal as it comes, beside code over whole windows: counted in the emulator, every output compared with the
/// integer reference on .NET and in the emulator.
/// </summary>
internal static class StreamingCost
{
    private const int Windows = 8;
    private static readonly string s_noPackage = new('0', 64);

    /// <param name="arguments">Packages; without any, a network of the size of an ECG's with random weights.</param>
    public static int Run(string[] arguments)
    {
        (Network Network, InputContract? Contract)[] networks =
            arguments.Length == 0
                ? [(Ecg(), null)]
                :
                [
                    .. arguments
                        .Select(path => PackageFile.Read(path).Package)
                        .Select(package => (package.Network, InputContract.Of(package))),
                ];
        return networks.Select(entry => Show(entry.Network, entry.Contract)).ToList().TrueForAll(isEqual => isEqual) ? 0 : 1;
    }

    // One lead: 256 steps at 360 in a second, five classes of beats.
    private static Network Ecg()
    {
        ChainLayer[] layers =
        [
            new ChainConvolution("conv1", 1, 7, 8),
            new ChainPooling("pool1", 1, 2),
            new ChainConvolution("conv2", 1, 5, 12),
            new ChainPooling("pool2", 1, 2),
            new ChainConvolution("conv3", 1, 5, 16),
            new ChainPooling("pool3", 1, 2),
            new ChainConvolution("conv4", 1, 3, 16),
            new ChainMean("mean"),
            new ChainConnected("logits", 5, IsHidden: false),
        ];
        return new ChainNetwork("ecg1d", [.. layers]).Make(new FeatureMap(new Shape(1, 256, 1), IntegerType.Int8, 1.0 / 64), streams: true);
    }

    private static bool Show(Network network, InputContract? contract)
    {
        var figures = NetworkFigures.Of(network);
        Line($"{network.Name}: {network.Input.Shape} in, {figures.DenseMacs:N0} multiply-accumulates dense, {figures.KeptMacs:N0} kept");
        var vectors = GoldenVectors.Compute(network, [.. TestInputs.For(network.Input, Windows + 2).Skip(2)]);
        var whole = Generator.Build(network, new GeneratorOptions(), s_noPackage, contract: contract);
        var counted = Verifier.Verify(whole, network, vectors);
        Line(
            $"| hop | instructions of a block | of a window form's | arena | heap | flash | samples a second on {Targets.Default.Name} | equal |"
        );
        Line($"|---:|---:|---:|---:|---:|---:|---:|---:|");
        Line(
            $"| whole window | {counted.Instructions.Mean:N0} | 100.0 % | {whole.Code.Memory.ArenaBytes:N0} | {whole.Map.TotalBytes:N0} | {whole.FlashBytes:N0} | | {counted.EqualLogits} of {counted.Vectors} |"
        );
        return BlockForm
                .Check(network)
                .Hops()
                .Select(hop => Show(network, contract, hop, counted, vectors))
                .ToList()
                .TrueForAll(isEqual => isEqual) && counted.Passed;
    }

    private static bool Show(Network network, InputContract? contract, int hop, VerificationReport whole, IEnumerable<GoldenVector> vectors)
    {
        var build = Generator.Build(network, new GeneratorOptions { Hop = hop }, s_noPackage, contract: contract);
        var form = BlockForm.Of(network, hop);
        var counted = StreamVerifier.Verify(build, form, StreamVerifier.StreamOf(form, vectors));
        var slowest = TimeEstimate
            .Of(new Counters((long)counted.Instructions.Mean, 0, 0, 0, (long)counted.CostUnits), Targets.Default)
            .Milliseconds.High;
        Line(
            $"| {hop} | {counted.Instructions.Mean:N0} | {100 * counted.Instructions.Mean / whole.Instructions.Mean:F1} % | {build.Code.Memory.ArenaBytes:N0} | {build.Map.TotalBytes:N0} | {build.FlashBytes:N0} | {1000 * hop / slowest:N0} | {counted.EqualLogits} of {counted.Vectors} |"
        );
        return counted.Passed;
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
