using System.Collections.Immutable;
using CsCheck;
using Striate.Board.Links;
using Striate.Board.Protocol;
using Striate.Board.Testing;
using Striate.Codegen;
using Striate.Fuzzing;
using Striate.Fuzzing.Networks;
using Striate.Model.Packaging;
using Striate.Model.Reference;
using Striate.Model.Streaming;
using Striate.Verification;

namespace Striate.EmulatorTests;

/// <summary>Blocks of a signal through the firmware's serial protocol: every answer is the reference's, whatever the line does.</summary>
public sealed class BlockRequestTests
{
    private const int BaudRate = 115_200;
    private const int Windows = 6;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);
    private static readonly string s_sha = new('0', 64);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Blocks_are_answered_as_the_reference_computes_them(int stream)
    {
        var (package, form) = Signal(stream);
        using var board = Board(package, form.Hop);
        var client = new BoardClient(board, s_limit, 5);
        client.Hello().SelfTestPassed.ShouldBeTrue();
        var (signal, before) = (StreamVerifier.StreamOf(form, Vectors(package, Windows)), board.Counters.AllocatedBytes);
        var report = BoardSignalTest.Run(board, form, signal, s_limit, 1, cancellation: TestContext.Current.CancellationToken);
        (report.Blocks, report.Equal, report.FirstDifference).ShouldBe((signal.Length / form.Hop / form.StepLength, report.Blocks, null));
        report.Blocks.ShouldBeGreaterThan(form.BlocksToReady);
        (board.Counters.AllocatedBytes - before).ShouldBe(0);
    }

    // Of a block whose answer is lost the answer comes again: it does not count twice. A board that starts has forgotten the signal.
    [Fact]
    public void Faults_of_the_line_change_no_answer()
    {
        var (package, form) = Signal(0);
        using var board = Board(package, form.Hop);
        using var line = new FaultyLink(board, 5, 0.1, [.. Enum.GetValues<Fault>()]);
        new BoardClient(board, s_limit, 5).Hello();
        var report = BoardSignalTest.Run(
            line,
            form,
            StreamVerifier.StreamOf(form, Vectors(package, Windows)),
            s_limit,
            12,
            cancellation: TestContext.Current.CancellationToken
        );
        line.Injected.ShouldBeGreaterThan(5);
        report.Equal.ShouldBe(report.Blocks);
    }

    [Fact]
    public void A_block_out_of_order_is_refused()
    {
        var (package, form) = Signal(0);
        using var board = Board(package, form.Hop);
        var (client, classes, length) = (
            new BoardClient(board, s_limit, 5),
            package.Network.Logits.Shape.Length,
            form.Hop * form.StepLength
        );
        var (signal, next) = (StreamVerifier.StreamOf(form, Vectors(package, Windows)), form.BlocksToReady + 1);
        for (var block = 0; block < next; block++)
        {
            client
                .Block(block, signal.AsMemory(block * length, length), classes)
                .Class.ShouldBe(block < next - 2 ? RunAnswer.NotReady : Reference(block).Class);
        }

        // The same again, with its number: nothing has moved on.
        client.Block(next - 1, signal.AsMemory((next - 1) * length, length), classes).Logits.ShouldBe(Reference(next - 1).Logits);
        Refused(next + 1);
        Refused(next - 2);
        Refused(-1);
        client.Block(next, signal.AsMemory(next * length, length), classes).Logits.ShouldBe(Reference(next).Logits);
        client.Run(package.GoldenVectors[0].Input.AsMemory(), classes).Logits.ShouldBe(package.GoldenVectors[0].Logits);
        Refused(next + 1);
        Should.Throw<BoardException>(() => client.Block(0, new byte[length - 1], classes)).Message.ShouldContain("wrong length");

        void Refused(int number) =>
            Should
                .Throw<BoardException>(() => client.Block(number, signal.AsMemory(0, length), classes))
                .Message.ShouldContain("out of order");

        ReferenceResult Reference(int block) =>
            ReferenceExecutor.Run(
                package.Network,
                signal.AsSpan(form.WindowStart(block) * form.StepLength, package.Network.Input.Shape.Length)
            );
    }

    // Streams of which several blocks make a window, so that something is kept.
    private static (ModelPackage Package, BlockForm Form) Signal(int stream)
    {
        var form = Enumerable
            .Range(1, 200)
            .Select(seed => NetworkGenerator.Streamed().Generate(new PCG(0, (ulong)seed), null, out _))
            .Select(streamed => BlockForm.Of(streamed.Network, streamed.Hop))
            .Where(form => form is { BlocksToReady: > 3, StateLength: > 0 })
            .ElementAt(stream);
        var package = new ModelPackage(form.Window, null, []);
        return (package with { GoldenVectors = [.. Vectors(package, 3)] }, form);
    }

    private static ImmutableArray<GoldenVector> Vectors(ModelPackage package, int count) =>
        GoldenVectors.Compute(package.Network, TestInputs.For(package.Network.Input, count));

    private static EmulatedBoard Board(ModelPackage package, int hop)
    {
        var options = new GeneratorOptions(Strategy.Table) { Hop = hop };
        var build = Generator.Build(package.Network, options, s_sha, cancellation: TestContext.Current.CancellationToken);
        return new EmulatedBoard(
            EmulatedFirmware.Compile(build, package, options, s_sha, new FirmwareSettings(FirmwareSource.Serial), 3),
            0.5,
            BaudRate
        );
    }
}
