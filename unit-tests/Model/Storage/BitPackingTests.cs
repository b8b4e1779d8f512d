using CsCheck;
using Striate.Model.Storage;

namespace Striate.UnitTests.Model.Storage;

public class BitPackingTests
{
    [Fact]
    public void The_least_significant_bit_comes_first_within_numbers_and_bytes()
    {
        var writer = new BitWriter();
        writer.Write(0b101, 3);
        writer.Write(0b0110, 4);
        writer.Write(0b1_0000_0001, 9);
        writer.Write(-1, 2);
        writer.ToImmutable().ShouldBe([0b1_0110_101, 0b1000_0000, 0b11]);
    }

    [Fact]
    public void Numbers_come_back_as_they_were_written()
    {
        var number = from bits in Gen.Int[1, 31] from value in Gen.Int select (bits, value: value << (32 - bits) >> (32 - bits));
        number
            .Array[0, 50]
            .Sample(numbers =>
            {
                var writer = new BitWriter();
                foreach (var (bits, value) in numbers)
                {
                    writer.Write(value, bits);
                }

                var bytes = writer.ToImmutable();
                bytes.Length.ShouldBe((int)BitWriter.BytesFor(numbers.Sum(pair => pair.bits), 1));
                var reader = new BitReader(bytes.AsSpan());
                foreach (var (bits, value) in numbers)
                {
                    reader.ReadSigned(bits).ShouldBe(value);
                }

                reader.EndsInPadding.ShouldBeTrue();
            });
    }

    [Fact]
    public void A_set_bit_after_the_last_number_is_seen()
    {
        var reader = new BitReader([0b0000_1111]);
        reader.ReadUnsigned(4).ShouldBe(15);
        reader.EndsInPadding.ShouldBeTrue();
        var dirty = new BitReader([0b1000_1111]);
        dirty.ReadUnsigned(4);
        dirty.EndsInPadding.ShouldBeFalse();
        new BitReader([0]).EndsInPadding.ShouldBeFalse();
    }

    [Fact]
    public void Reading_beyond_the_end_throws() =>
        Should.Throw<EndOfStreamException>(() =>
        {
            var reader = new BitReader([1]);
            reader.ReadUnsigned(5);
            reader.ReadUnsigned(4);
        });
}
