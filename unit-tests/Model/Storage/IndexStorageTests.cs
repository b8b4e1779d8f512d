using System.Collections.Immutable;
using CsCheck;
using Striate.Fuzzing;
using Striate.Model.Graph;
using Striate.Model.Segments;
using Striate.Model.Storage;

namespace Striate.UnitTests.Model.Storage;

public class IndexStorageTests
{
    // Slices: dropped, horizontal 3 (number 30), point (number 5), horizontal 3.
    private static readonly ImmutableArray<int> s_shapes = [0, 30, 5, 30];
    private static readonly SegmentCatalog s_catalog = SegmentCatalog.For(3);
    private static readonly PackedIndex s_good = IndexStorage.Pack(s_shapes);

    [Fact]
    public void Shapes_pack_to_these_bytes()
    {
        // Codes: 30 is 0, 0 is 10, 5 is 11; first bit lowest: 10 0 11 0.
        s_good.ShapesInUse.ShouldBe([0, 5, 30]);
        s_good.CodeLengths.ShouldBe([2, 2, 1]);
        s_good.Bits.ShouldBe([0b0_11_0_01]);
    }

    [Fact]
    public void One_shape_in_use_takes_no_bits()
    {
        var packed = IndexStorage.Pack([7, 7, 7]);
        packed.CodeLengths.ShouldBe([0]);
        packed.Bits.ShouldBeEmpty();
        IndexStorage.Unpack(packed, s_catalog, 3, 1).ShouldBe([7, 7, 7]);
    }

    [Fact]
    public void Any_bank_comes_back_as_it_was_packed() =>
        KernelBankGenerator.Any.Sample(bank =>
        {
            IndexStorage
                .Unpack(IndexStorage.Pack(bank.Shapes), bank.Catalog, bank.OutputChannels, bank.InputChannels)
                .ShouldBe(bank.Shapes);
            var weights = KernelStorage.PackWeights(bank.Weights, bank.WeightBits);
            KernelStorage.UnpackWeights(weights.AsSpan(), bank.Weights.Length, bank.WeightBits).ShouldBe(bank.Weights);
        });

    [Fact]
    public void The_code_is_at_most_a_bit_a_kernel_above_the_entropy_and_never_above_equal_width() =>
        KernelBankGenerator.Any.Sample(bank =>
        {
            var report = StorageReport.Of(bank);
            var bits = 8 * report.IndexBytes;
            ((double)bits).ShouldBeInRange(report.EntropyBits - 1e-6, report.EntropyBits + bank.Slices + 8);
            report.IndexBytes.ShouldBeLessThanOrEqualTo(report.EqualWidthIndexBytes);
        });

    [Fact]
    public void Counts_that_would_make_long_codes_are_made_more_even()
    {
        // Fibonacci numbers make the longest codes.
        var counts = new List<int> { 1, 1 };
        while (counts.Count < 34)
        {
            counts.Add(counts[^1] + counts[^2]);
        }

        var lengths = PrefixCode.LengthsOf(counts);
        lengths.Max().ShouldBeInRange(12, PrefixCode.MaximumLength);
        PrefixCode.IsComplete(lengths).ShouldBeTrue();
        lengths.ShouldBe(lengths.OrderDescending());
    }

    [Fact]
    public void An_index_that_a_reader_accepts_packs_to_the_same_bytes_again()
    {
        var changed =
            from bank in KernelBankGenerator.Any
            let packed = IndexStorage.Pack(bank.Shapes)
            from position in Gen.Int[0, 400]
            from bit in Gen.Int[0, 7]
            from length in Gen.Int[-1, 25]
            select (
                bank,
                changed: position % 3 == 0
                    ? packed with
                    {
                        CodeLengths = packed.CodeLengths.SetItem(position % packed.CodeLengths.Length, length),
                    }
                    : packed with
                    {
                        Bits = Flip(packed.Bits, position, bit),
                    }
            );
        changed.Sample(pair =>
        {
            ImmutableArray<int> shapes;
            try
            {
                shapes = IndexStorage.Unpack(pair.changed, pair.bank.Catalog, pair.bank.OutputChannels, pair.bank.InputChannels);
            }
            catch (InvalidDataException)
            {
                return;
            }

            var again = IndexStorage.Pack(shapes);
            again.ShapesInUse.ShouldBe(pair.changed.ShapesInUse);
            again.CodeLengths.ShouldBe(pair.changed.CodeLengths);
            again.Bits.ShouldBe(pair.changed.Bits);
        });
    }

    [Fact]
    public void Contradictions_are_refused()
    {
        Refused(s_good with { ShapesInUse = [] }).ShouldBe("no shapes in use");
        Refused(s_good with { ShapesInUse = [0, 5, 38] }).ShouldBe("shape 38 does not exist; the 3x3 catalogue has 38");
        Refused(s_good with { ShapesInUse = [-1, 5, 30] }).ShouldBe("shape -1 does not exist; the 3x3 catalogue has 38");
        Refused(s_good with { ShapesInUse = [0, 30, 30] }).ShouldBe("shapes in use are not ascending");
        Refused(s_good with { ShapesInUse = [5, 0, 30] }).ShouldBe("shapes in use are not ascending");
        foreach (
            var lengths in (ImmutableArray<int>[])
                [
                    [2, 2],
                    [2, 2, 2],
                    [1, 1, 1],
                    [0, 1, 1],
                    [-1, 2, 2],
                    [25, 2, 1],
                ]
        )
        {
            Refused(s_good with { CodeLengths = lengths }).ShouldBe("the code lengths are no complete code of 3 shapes");
        }

        Refused(s_good with { CodeLengths = [1, 2, 2], Bits = [0b0_01_11_01] }).ShouldBe("the code lengths are not those of these kernels");
        Refused(s_good with { ShapesInUse = [0, 5, 29, 30], CodeLengths = [3, 2, 3, 1], Bits = [0b0_01_0_011] })
            .ShouldContain("29 is listed and no kernel has it");
        Refused(s_good with { Bits = [] }).ShouldBe("an index of 4 kernels takes at least 1 bytes, not 0");
        Refused(s_good with { Bits = [.. s_good.Bits, 0] }).ShouldBe("bits after the last code are set, or bytes were appended");
        Refused(s_good with { Bits = [(byte)(s_good.Bits[0] | 0x80)] })
            .ShouldBe("bits after the last code are set, or bytes were appended");
        Should
            .Throw<InvalidDataException>(() => IndexStorage.Unpack(s_good with { Bits = [0xFF] }, s_catalog, 5, 1))
            .Message.ShouldBe("the index is cut off");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, -1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(65_536, 65_536)]
    [InlineData(4096, 4096)]
    public void Extents_out_of_range_are_refused_before_memory_is_taken(int outputs, int inputs) =>
        Should.Throw<InvalidDataException>(() => IndexStorage.Unpack(s_good, s_catalog, outputs, inputs));

    [Theory]
    [InlineData(65_536, 65_536, "4294967296 kernels; at most 16777216 are allowed")]
    [InlineData(4097, 4096, "16781312 kernels; at most 16777216 are allowed")]
    public void Dropped_kernels_that_take_no_bytes_are_limited_too(int outputs, int inputs, string reason) =>
        Should
            .Throw<InvalidDataException>(() => IndexStorage.Unpack(new PackedIndex([0], [0], []), s_catalog, outputs, inputs))
            .Message.ShouldBe(reason);

    [Fact]
    public void Weights_that_do_not_fit_are_refused()
    {
        byte[] good = [0xE1, 0x73, 0x09, 0x0F];
        RefusedWeights([.. good, 0]).ShouldBe("7 weights of 4 bits take 4 bytes, not 5");
        RefusedWeights([0x81, 0x73, 0x09, 0x0F]).ShouldBe("weight 1 is -8, which 4-bit weights never are");
        RefusedWeights([0xE1, 0x73, 0x09, 0x1F]).ShouldBe("bits after the last weight are set");
        Should.Throw<InvalidDataException>(() => KernelStorage.UnpackWeights(good, 4, 9));
        Should.Throw<InvalidDataException>(() => KernelStorage.UnpackWeights(good, 4, 1));
    }

    private static string RefusedWeights(byte[] bytes) =>
        Should.Throw<InvalidDataException>(() => KernelStorage.UnpackWeights(bytes, 7, 4)).Message;

    private static string Refused(PackedIndex packed) =>
        Should.Throw<InvalidDataException>(() => IndexStorage.Unpack(packed, s_catalog, 2, 2)).Message;

    private static ImmutableArray<byte> Flip(ImmutableArray<byte> bytes, int position, int bit) =>
        bytes.IsEmpty ? bytes : bytes.SetItem(position % bytes.Length, (byte)(bytes[position % bytes.Length] ^ (1 << bit)));
}
