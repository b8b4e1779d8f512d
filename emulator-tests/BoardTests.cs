using System.Runtime.CompilerServices;
using Striate.Board.Links;
using Striate.Board.Protocol;
using Striate.Board.Testing;
using Striate.Codegen;
using Striate.Model.Packaging;
using Striate.Model.Reference;
using Striate.Verification;

namespace Striate.EmulatorTests;

/// <summary>The firmware behind the serial protocol, in the emulator.</summary>
public class BoardTests
{
    private const int BaudRate = 115_200;
    private const int Heap = 100_000;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);
    private static readonly Lazy<EmulatedFirmware> s_segments = new(() => Compile("segments"));

    public static TheoryData<string> Networks => [.. TinyNetworks.All.Keys];

    public static TheoryData<Fault> Faults => [.. Enum.GetValues<Fault>()];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_answer_is_the_reference_s(string name)
    {
        using var board = new EmulatedBoard(Compile(name), 0.5, BaudRate);
        var vectors = Vectors(name, 20);
        var hello = new BoardClient(board, s_limit, 5).Hello();
        hello.SelfTestPassed.ShouldBeTrue();
        hello.InputLength.ShouldBe(vectors[0].Input.Length);
        hello.Microseconds.ShouldBeGreaterThan(0);
        var report = BoardTest.Run(board, vectors, s_limit, 1, cancellation: TestContext.Current.CancellationToken);
        (report.Vectors, report.Equal, report.CorruptedFrames, report.Resent, report.Hangs).ShouldBe((20, 20, 0, 0, 0));
        report.Percentile(0.5).ShouldBeInRange(hello.Microseconds * 9 / 10, (hello.Microseconds * 11 / 10) + 50);
    }

    [Fact]
    public void A_test_tells_the_layers_of_a_golden_vector()
    {
        using var board = new EmulatedBoard(s_segments.Value, 0.5, BaudRate);
        var client = new BoardClient(board, s_limit, 5);
        var vector = Vectors("segments", 3)[2];
        var answer = client.Test(2, vector.LayerCrcs.Length, vector.Logits.Length);
        answer.LayerCrcs.ShouldBe(vector.LayerCrcs);
        answer.Logits.ShouldBe(vector.Logits);
        Should
            .Throw<BoardException>(() => client.Test(3, vector.LayerCrcs.Length, vector.Logits.Length))
            .Message.ShouldContain("out of range");
        Should.Throw<BoardException>(() => client.Run(new byte[5], vector.Logits.Length)).Message.ShouldContain("another network");
        var tooLarge = Enumerable.Repeat((byte)255, vector.Input.Length).ToArray();
        Should.Throw<BoardException>(() => client.Run(tooLarge, vector.Logits.Length)).Message.ShouldContain("out of range");
    }

    [Fact]
    public void The_self_test_names_the_first_layer_or_logits_that_differ()
    {
        using var board = new EmulatedBoard(s_segments.Value, 0.5, BaudRate);
        new BoardClient(board, s_limit, 5).Hello();
        var package = new ModelPackage(TinyNetworks.All["segments"], null, [.. Vectors("segments", 3)]);
        BoardSelfTest.FirstDifference(board, package, null, 3, s_limit, TestContext.Current.CancellationToken).ShouldBeNull();
        var vector = package.GoldenVectors[1];
        Differing(vector with { LayerCrcs = vector.LayerCrcs.SetItem(0, vector.LayerCrcs[0] ^ 1) })
            .ShouldBe("golden vector 1: layer 'conv'");
        Differing(vector with { Logits = vector.Logits.SetItem(1, vector.Logits[1] + 1) }).ShouldBe("golden vector 1: the logits");

        string? Differing(GoldenVector changed) =>
            BoardSelfTest.FirstDifference(
                board,
                package with
                {
                    GoldenVectors = package.GoldenVectors.SetItem(1, changed),
                },
                null,
                3,
                s_limit,
                TestContext.Current.CancellationToken
            );
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void Ten_thousand_answers_allocate_nothing_and_leave_the_heap_as_it_was()
    {
        using var board = new EmulatedBoard(s_segments.Value, 0.5, BaudRate, Heap);
        (AllocatedBy(board, 10_000, out var movement), movement).ShouldBe((0, 0));
    }

    [Fact]
    public void An_answer_that_allocates_and_a_heap_that_moves_are_seen()
    {
        var package = new ModelPackage(TinyNetworks.All["segments"], null, [.. Vectors("segments", 3)]);
        var serial = new FirmwareSettings(FirmwareSource.Serial);
        using var garbage = new EmulatedBoard(LeakyFirmware.Compile(package, serial, LeakyFirmware.Allocating), 0.5, BaudRate, Heap);
        AllocatedBy(garbage, 100, out var movement).ShouldBeGreaterThan(100 * 4);
        movement.ShouldBe(0);

        using var keeping = new EmulatedBoard(LeakyFirmware.Compile(package, serial, LeakyFirmware.Keeping), 0.5, BaudRate, Heap);
        var client = new BoardClient(keeping, s_limit, 5);
        var hello = client.Hello();
        hello.HeapMovement.ShouldBeLessThan(20 * -4);
        hello.SelfTestPassed.ShouldBeFalse();
        Should
            .Throw<BoardException>(() => client.Run(Vectors("segments", 1)[0].Input.AsMemory(), 2))
            .Message.ShouldContain("self-test failed");
    }

    private static long AllocatedBy(EmulatedBoard board, int inputs, out long movement)
    {
        var client = new BoardClient(board, s_limit, 5);
        client.Hello().HeapMovement.ShouldBe(0);
        var (free, before, once) = (client.FreeHeap(), board.Counters.AllocatedBytes, Vectors("segments", 200));
        GoldenVector[] vectors = [.. Enumerable.Range(0, inputs).Select(index => once[index % once.Length])];
        BoardTest.Run(board, vectors, s_limit, 1, cancellation: TestContext.Current.CancellationToken).Equal.ShouldBe(inputs);
        var allocated = board.Counters.AllocatedBytes - before;
        movement = (long)client.FreeHeap() - free;
        return allocated;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void No_fault_hangs_or_lets_a_wrong_answer_through(Fault fault)
    {
        using var board = new EmulatedBoard(s_segments.Value, 0.5, BaudRate);
        using var line = new FaultyLink(board, 7 + (ulong)fault, 0.3, [fault]);
        new BoardClient(board, s_limit, 5).Hello();
        var report = BoardTest.Run(line, Vectors("segments", 100), s_limit, 12, cancellation: TestContext.Current.CancellationToken);
        line.Injected.ShouldBeGreaterThan(40);
        (report.WrongAccepted, report.Hangs, report.Failed, report.Equal).ShouldBe((0, 0, 0, 100));
    }

    [Fact]
    public void All_faults_at_once_neither_hang_nor_let_a_wrong_answer_through()
    {
        using var board = new EmulatedBoard(s_segments.Value, 0.5, BaudRate);
        using var line = new FaultyLink(board, 3, 0.5, Enum.GetValues<Fault>());
        new BoardClient(board, s_limit, 5).Hello();
        var report = BoardTest.Run(line, Vectors("segments", 100), s_limit, 12, cancellation: TestContext.Current.CancellationToken);
        line.Injected.ShouldBeGreaterThan(100);
        (report.WrongAccepted, report.Hangs).ShouldBe((0, 0));
        report.Equal.ShouldBeGreaterThan(50);
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void A_thousand_faults_on_the_digits_neither_hang_nor_let_a_wrong_answer_through()
    {
        var loaded = PackageFile.Read(Path.Combine(Root(), "examples", "digits", "digits.striate"));
        var (package, options) = (loaded.Package, new GeneratorOptions());
        var firmware = EmulatedFirmware.Compile(
            Generator.Build(package.Network, options, loaded.Sha256, cancellation: TestContext.Current.CancellationToken),
            package,
            options,
            loaded.Sha256,
            new FirmwareSettings(FirmwareSource.Serial) { TimedInferences = 1 },
            1
        );
        using var board = new EmulatedBoard(firmware, 0.5, BaudRate, Heap);
        using var line = new FaultyLink(board, 11, 0.4, Enum.GetValues<Fault>());
        new BoardClient(board, s_limit, 5).Hello();
        var once = GoldenVectors.Compute(
            package.Network,
            TestInputs.For(package.Network.Input, 100),
            TestContext.Current.CancellationToken
        );
        GoldenVector[] vectors = [.. Enumerable.Range(0, 700).Select(index => once[index % once.Length])];
        var report = BoardTest.Run(line, vectors, s_limit / 4, 12, cancellation: TestContext.Current.CancellationToken);
        line.Injected.ShouldBeGreaterThanOrEqualTo(1000);
        foreach (var fault in Enum.GetValues<Fault>())
        {
            line.Counts[fault].ShouldBeGreaterThan(90, fault.ToString());
        }

        (report.WrongAccepted, report.Hangs).ShouldBe((0, 0));
        report.Equal.ShouldBe(700 - report.Failed);
        report.Failed.ShouldBeLessThan(7);
        (report.Starts, report.CorruptedFrames).ShouldSatisfyAllConditions(
            seen => seen.Starts.ShouldBeGreaterThan(90),
            seen => seen.CorruptedFrames.ShouldBeGreaterThan(300)
        );
    }

    private static string Root([CallerFilePath] string source = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, ".."));

    [Fact]
    public void The_firmware_survives_any_bytes_without_allocating()
    {
        using var board = new EmulatedBoard(s_segments.Value, 0.5, BaudRate);
        var client = new BoardClient(board, s_limit, 5);
        client.Hello();
        var before = board.Counters.AllocatedBytes;
        var random = new Random(5);
        for (var round = 0; round < 100; round++)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            // Half of the time in a frame whose CRC is right, so that the requests behind it see the noise.
            board.Write(round % 2 == 0 ? noise : FrameCodec.Encode((FrameType)random.Next(256), (ushort)random.Next(65536), noise));
        }

        board.Write([0]);
        var dropped = new byte[256];
        while (board.Read(dropped, s_limit) > 0) { }

        new BoardClient(board, s_limit, 1).Hello().SelfTestPassed.ShouldBeTrue();
        board.Counters.AllocatedBytes.ShouldBe(before);
        BoardTest.Run(board, Vectors("segments", 5), s_limit, 12, cancellation: TestContext.Current.CancellationToken).Equal.ShouldBe(5);
    }

    public static TheoryData<string, int> BadFrames =>
        new()
        {
            { "short", 1 },
            { "wrong length", 1 },
            { "wrong CRC", 2 },
            { "overflow", 3 },
            { "unknown type", 4 },
            { "wrong payload", 5 },
            { "out of range", 6 },
        };

    [Theory]
    [MemberData(nameof(BadFrames))]
    public void A_bad_frame_is_answered_with_its_error_and_nothing_else_happens(string fault, int code)
    {
        using var board = new EmulatedBoard(s_segments.Value, 0.5, BaudRate);
        new BoardClient(board, s_limit, 5).Hello();
        Received(board);
        var (input, allocated) = (Vectors("segments", 1)[0].Input.ToArray(), board.Counters.AllocatedBytes);
        board.Write(Bad(fault, input));
        var reader = new FrameReader();
        var frame = Received(board).Select(reader.Take).OfType<Frame>().ShouldHaveSingleItem();
        frame.Type.ShouldBe(FrameType.Error);
        frame.Payload.ToArray().ShouldBe([(byte)code]);
        ((int)frame.Sequence).ShouldBe(code <= 3 ? 0 : 9);
        board.Counters.AllocatedBytes.ShouldBe(allocated);
        BoardTest.Run(board, Vectors("segments", 1), s_limit, 1, cancellation: TestContext.Current.CancellationToken).Equal.ShouldBe(1);
    }

    private static byte[] Bad(string fault, byte[] input)
    {
        var good = FrameCodec.Encode(FrameType.Run, 9, input);
        switch (fault)
        {
            case "short":
                return [0, 0, 3, 1, 1, 0];
            case "wrong length":
                return [.. good.AsSpan(..^5), 0];
            case "wrong CRC":
                return WithWrongCrc(input);
            case "overflow":
                return FrameCodec.Encode(FrameType.Run, 9, new byte[input.Length + 100]);
            case "unknown type":
                return FrameCodec.Encode((FrameType)77, 9, input);
            case "wrong payload":
                return FrameCodec.Encode(FrameType.Run, 9, input.AsSpan(..^1));
            default:
                return FrameCodec.Encode(FrameType.Run, 9, [.. input.AsSpan(..^1), 255]);
        }
    }

    // The last byte of the CRC, turned so that it neither becomes a zero nor was the code that stands for one.
    private static byte[] WithWrongCrc(byte[] input)
    {
        for (ushort sequence = 257; ; sequence++)
        {
            var frame = FrameCodec.Encode(FrameType.Run, sequence, [.. input.Select(_ => (byte)1)]);
            if (frame[^2] is > 1 and not 128)
            {
                frame[^2] ^= 128;
                return frame;
            }
        }
    }

    private static byte[] Received(EmulatedBoard board)
    {
        var (bytes, buffer) = (new List<byte>(), new byte[256]);
        for (var count = board.Read(buffer, s_limit); count > 0; count = board.Read(buffer, s_limit))
        {
            bytes.AddRange(buffer.AsSpan(0, count));
        }

        return [.. bytes];
    }

    [Fact]
    public void A_wrong_answer_is_found()
    {
        using var board = new EmulatedBoard(s_segments.Value, 0.5, BaudRate);
        var vectors = Vectors("segments", 4);
        vectors[2] = vectors[2] with { Logits = vectors[2].Logits.SetItem(0, vectors[2].Logits[0] + 1) };
        var report = BoardTest.Run(board, vectors, s_limit, 5, cancellation: TestContext.Current.CancellationToken);
        (report.Equal, report.WrongAccepted, report.FirstDifference).ShouldBe((3, 1, 2));
    }

    private static GoldenVector[] Vectors(string name, int count)
    {
        var network = TinyNetworks.All[name];
        return [.. GoldenVectors.Compute(network, TestInputs.For(network.Input, count))];
    }

    private static EmulatedFirmware Compile(string name)
    {
        var network = TinyNetworks.All[name];
        var package = new ModelPackage(network, null, [.. Vectors(name, 3)]);
        var (options, sha) = (new GeneratorOptions(), new string('0', 64));
        return EmulatedFirmware.Compile(
            Generator.Build(network, options, sha, cancellation: TestContext.Current.CancellationToken),
            package,
            options,
            sha,
            new FirmwareSettings(FirmwareSource.Serial),
            3
        );
    }
}
