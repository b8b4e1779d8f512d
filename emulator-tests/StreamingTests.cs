using CsCheck;
using Striate.Codegen;
using Striate.Fuzzing;
using Striate.Fuzzing.Networks;
using Striate.Model.Graph;
using Striate.Model.Streaming;
using Striate.Verification;

namespace Striate.EmulatorTests;

/// <summary>Generated code that takes a signal block after block: as the reference on every executor, and as whole windows.</summary>
public sealed class StreamingTests
{
    private const int Blocks = 8;
    private static readonly string s_sha = new('0', 64);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, SlowTests.AreRun ? 20 : 6)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Streams_of_random_networks_are_computed_as_their_windows(int seed)
    {
        var (network, hop) = NetworkGenerator.Streamed().Generate(new PCG(0, (ulong)seed), null, out _);
        Check(network, hop, new GeneratorOptions((Strategy)(seed % 5)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void So_are_those_of_the_wider_arithmetic(int seed)
    {
        var (network, hop) = NetworkGenerator.Streamed().Generate(new PCG(1, (ulong)seed), null, out _);
        var wider = WiderArithmetic.Of(network, (ulong)seed);
        if (BlockForm.Check(wider) is { Obstacle: null, Grain: var grain } && hop % grain == 0)
        {
            Check(wider, hop, new GeneratorOptions((Strategy)(seed % 5)));
        }
    }

    [Fact]
    public void The_code_of_a_stream_is_the_golden_one()
    {
        // The first seed with a window of several blocks.
        var (network, hop) = Enumerable
            .Range(1, 100)
            .Select(seed => NetworkGenerator.Streamed().Generate(new PCG(0, (ulong)seed), null, out _))
            .First(streamed => BlockForm.Of(streamed.Network, streamed.Hop) is { BlocksToReady: > 3, StateLength: > 0 });
        var code = Generator.Emit(network with { Labels = [] }, new GeneratorOptions(Strategy.Table) { Hop = hop }, s_sha);
        GoldenFile.Check("stream/Random.cs", code.Files.Single(file => file.Name == "Random.cs").Text);
    }

    // 250 networks with 40 streams each.
    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void Ten_thousand_streams_are_computed_as_their_windows()
    {
        const int Networks = 250;
        const int Streams = 40;
        Parallel.For(
            0,
            Networks,
            new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken },
            seed =>
            {
                var (network, hop) = NetworkGenerator.Streamed().Generate(new PCG(3, (ulong)seed), null, out _);
                Check(network, hop, new GeneratorOptions((Strategy)(seed % 5)), Streams);
            }
        );
    }

    private static void Check(Network network, int hop, GeneratorOptions options, int streams = 1)
    {
        var form = BlockForm.Of(network, hop);
        var build = Generator.Build(network, options with { Hop = hop }, s_sha, cancellation: TestContext.Current.CancellationToken);
        var report = StreamVerifier.Verify(
            build,
            form,
            [.. Enumerable.Range(0, streams).Select(seed => StreamOf(form, seed))],
            tracedBlocks: streams == 1 ? int.MaxValue : 1,
            cancellation: TestContext.Current.CancellationToken
        );
        report.Passed.ShouldBeTrue($"{report.FirstDifference}\n{NetworkListing.Of(network)}\nhop {hop}");
        report.Vectors.ShouldBe((form.BlocksToReady + Blocks) * streams);
        if (streams == 1 && build.Code.Plan is { } plan)
        {
            var (planned, single) = Predicted.Of(network, options with { Hop = hop });
            Predicted.WrongBytes(planned, single).ShouldBeEmpty($"{NetworkListing.Of(network)}\nhop {hop}");
            (report.Instructions.Mean - plan.Instructions).ShouldBeInRange(-0.05 * plan.Instructions, 40 + (0.05 * plan.Instructions));
        }
    }

    private static byte[] StreamOf(BlockForm form, int seed)
    {
        var type = form.Window.Input.Type;
        var samples = Gen.Int[type.Minimum, type.Maximum]
            .Array[(form.BlocksToReady + Blocks) * form.Hop * form.StepLength]
            .Generate(new PCG(2, (ulong)seed), null, out _);
        return Array.ConvertAll(samples, sample => (byte)sample);
    }
}
