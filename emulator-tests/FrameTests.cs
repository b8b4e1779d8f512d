using CsCheck;
using Striate.Board.Protocol;

namespace Striate.EmulatorTests;

/// <summary>The host's side of the frames.</summary>
public class FrameTests
{
    private static readonly Gen<byte[]> s_payload = Gen.OneOf(
        Gen.Byte.Array[0, 600],
        Gen.Const((byte)0).Array[0, 600],
        Gen.Byte[1, 255].Array[0, 600]
    );

    [Fact]
    public void A_frame_comes_back_as_it_was_after_any_noise() =>
        Gen.Select(s_payload, Gen.Byte, Gen.UShort, Gen.Byte.Array[0, 300])
            .Sample(
                (payload, type, sequence, noise) =>
                {
                    var line = FrameCodec.Encode((FrameType)type, sequence, payload);
                    line.AsSpan(1, line.Length - 2).Contains((byte)0).ShouldBeFalse();
                    var reader = new FrameReader();
                    var frames = noise.Concat(line).Select(reader.Take).OfType<Frame>().ToArray();
                    var frame = frames.ShouldHaveSingleItem();
                    (frame.Type, frame.Sequence).ShouldBe(((FrameType)type, sequence));
                    frame.Payload.ToArray().ShouldBe(payload);
                }
            );

    [Fact]
    public void A_turned_byte_never_makes_another_frame() =>
        Gen.Select(s_payload, Gen.Int[0, int.MaxValue], Gen.Byte[1, 255])
            .Sample(
                (payload, at, turn) =>
                {
                    var line = FrameCodec.Encode(FrameType.Run, 77, payload);
                    line[1 + (at % (line.Length - 2))] ^= turn;
                    var reader = new FrameReader();
                    line.Select(reader.Take).OfType<Frame>().ShouldBeEmpty();
                    reader.Damaged.ShouldBeGreaterThan(0);
                }
            );

    [Fact]
    public void Answers_of_any_bytes_are_parsed_or_dropped() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, 20], Gen.Int[0, 20])
            .Sample(
                (payload, layers, classes) =>
                {
                    (HelloAnswer.Parse(payload) is null).ShouldBe(payload.Length < 30 || (payload[0] != 1 && payload.Length < 39));
                    (RunAnswer.Parse(payload, classes) is null).ShouldBe(payload.Length != 10 + (4 * classes));
                    (HeapAnswer.Parse(payload) is null).ShouldBe(payload.Length != 4);
                    (TestAnswer.Parse(payload, layers, classes) is null).ShouldBe(payload.Length != 4 + (4 * (layers + classes)));
                }
            );

    [Fact]
    public void A_frame_without_end_takes_no_more_than_the_longest_one()
    {
        var reader = new FrameReader();
        for (var count = 0; count < 1_000_000; count++)
        {
            reader.Take(255).ShouldBeNull();
        }

        reader.Take(0).ShouldBeNull();
        reader.Damaged.ShouldBe(1);
        FrameCodec.Encode(FrameType.Hello, 1, []).Select(reader.Take).OfType<Frame>().ShouldHaveSingleItem();
    }
}
