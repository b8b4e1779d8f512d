using System.Collections.Immutable;
using CsCheck;
using Striate.Fuzzing;
using Striate.Model.Graph;
using Striate.Model.Segments;
using Striate.Model.Storage;

namespace Striate.UnitTests.Model.Storage;

public class KernelStorageTests
{
    // Slices: dropped, horizontal 3 (number 30), point (number 5), horizontal 3.
    private static readonly KernelBank s_bank = new(SegmentCatalog.For(3), 2, 2, 4, [0, 30, 5, 30], [1, -2, 3, 7, -7, 0, -1]);

    [Fact]
    public void A_bank_packs_to_these_bytes()
    {
        var packed = KernelStorage.Pack(s_bank);
        packed.ShapesInUse.ShouldBe([0, 5, 30]);
        packed.IndexBits.ShouldBe(2);
        packed.Index.ShouldBe([0b10_01_10_00]);
        packed.Weights.ShouldBe([0xE1, 0x73, 0x09, 0x0F]);
    }

    [Fact]
    public void One_shape_in_use_takes_no_index()
    {
        var packed = KernelStorage.Pack(new KernelBank(SegmentCatalog.Dense(1, 2), 2, 1, 8, [0, 0], [1, 2, 3, -4]));
        packed.IndexBits.ShouldBe(0);
        packed.Index.ShouldBeEmpty();
        packed.Weights.ShouldBe([1, 2, 3, 0xFC]);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 3)]
    [InlineData(38, 6)]
    public void Index_bits_are_the_logarithm_of_the_shapes_in_use_rounded_up(int shapes, int bits) =>
        PackedKernels.IndexBitsFor(shapes).ShouldBe(bits);

    [Fact]
    public void Any_bank_comes_back_as_it_was_packed() => KernelBankGenerator.Any.Sample(bank =>
    {
        var unpacked = Unpack(KernelStorage.Pack(bank), bank);
        unpacked.Catalog.ShouldBe(bank.Catalog);
        unpacked.WeightBits.ShouldBe(bank.WeightBits);
        unpacked.Shapes.ShouldBe(bank.Shapes);
        unpacked.Weights.ShouldBe(bank.Weights);
    });

    [Fact]
    public void Storage_that_a_reader_accepts_packs_to_the_same_bytes_again()
    {
        var changed = from bank in KernelBankGenerator.Any
                      let packed = KernelStorage.Pack(bank)
                      from position in Gen.Int[0, 400]
                      from bit in Gen.Int[0, 7]
                      select (bank, changed: position % 2 == 0
                          ? packed with { Index = Flip(packed.Index, position / 2, bit) }
                          : packed with { Weights = Flip(packed.Weights, position / 2, bit) });
        changed.Sample(pair =>
        {
            KernelBank bank;
            try
            {
                bank = Unpack(pair.changed, pair.bank);
            }
            catch (InvalidDataException)
            {
                return;
            }

            var again = KernelStorage.Pack(bank);
            again.ShapesInUse.ShouldBe(pair.changed.ShapesInUse);
            again.Index.ShouldBe(pair.changed.Index);
            again.Weights.ShouldBe(pair.changed.Weights);
        });
    }

    [Fact]
    public void Contradictions_are_refused()
    {
        var good = KernelStorage.Pack(s_bank);
        Refused(good with { ShapesInUse = [] }).ShouldBe("no shapes in use");
        Refused(good with { ShapesInUse = [0, 5, 38] }).ShouldBe("shape 38 does not exist; the 3x3 catalogue has 38");
        Refused(good with { ShapesInUse = [-1, 5, 30] }).ShouldBe("shape -1 does not exist; the 3x3 catalogue has 38");
        Refused(good with { ShapesInUse = [0, 30, 30] }).ShouldBe("shapes in use are not ascending");
        Refused(good with { ShapesInUse = [5, 0, 30] }).ShouldBe("shapes in use are not ascending");
        Refused(good with { ShapesInUse = [0, 5, 29, 30] }).ShouldBe("shape 30 is listed and no kernel has it");
        Refused(good with { ShapesInUse = [0, 5] }).ShouldBe("2 shapes in use take 1 index bits, not 2");
        Refused(good with { Index = [0b10_11_10_00] }).ShouldBe("kernel 2 has shape 3 of 3 in use");
        Refused(good with { Index = [] }).ShouldBe("an index of 4 kernels takes 1 bytes, not 0");
        Refused(good with { Index = [.. good.Index, 0] }).ShouldBe("an index of 4 kernels takes 1 bytes, not 2");
        Refused(good with { Index = [0b10_01_01_00] }).ShouldBe("5 weights of 4 bits take 3 bytes, not 4");
        Refused(good with { Weights = [.. good.Weights, 0] }).ShouldBe("7 weights of 4 bits take 4 bytes, not 5");
        Refused(good with { Weights = [0x81, 0x73, 0x09, 0x0F] }).ShouldBe("weight 1 is -8, which 4-bit weights never are");
        Refused(good with { Weights = [0xE1, 0x73, 0x09, 0x1F] }).ShouldBe("bits after the last weight are set");
    }

    [Fact]
    public void Bits_after_the_last_index_are_refused()
    {
        var bank = new KernelBank(SegmentCatalog.For(3), 1, 3, 8, [0, 1, 2], [1, 2]);
        var packed = KernelStorage.Pack(bank);
        Should.Throw<InvalidDataException>(() => Unpack(packed with { Index = [(byte)(packed.Index[0] | 0x40)] }, bank))
            .Message.ShouldBe("bits after the last index are set");
    }

    [Theory]
    [InlineData(0, 1, 4)]
    [InlineData(1, -1, 4)]
    [InlineData(int.MaxValue, int.MaxValue, 4)]
    [InlineData(65_536, 65_536, 4)]
    [InlineData(2, 2, 1)]
    [InlineData(2, 2, 9)]
    public void Extents_and_bits_out_of_range_are_refused_before_memory_is_taken(int outputs, int inputs, int bits) =>
        Should.Throw<InvalidDataException>(() => KernelStorage.Unpack(KernelStorage.Pack(s_bank), s_bank.Catalog, outputs, inputs, bits));

    [Theory]
    [InlineData(65_536, 65_536, "4294967296 kernels; 16777216 are possible")]
    [InlineData(4097, 4096, "16781312 kernels; 16777216 are possible")]
    public void Dropped_kernels_that_take_no_bytes_are_limited_too(int outputs, int inputs, string reason) =>
        Should.Throw<InvalidDataException>(() =>
            KernelStorage.Unpack(new PackedKernels([0], 0, [], []), SegmentCatalog.For(3), outputs, inputs, 8)).Message.ShouldBe(reason);

    private static string Refused(PackedKernels packed) =>
        Should.Throw<InvalidDataException>(() => Unpack(packed, s_bank)).Message;

    private static KernelBank Unpack(PackedKernels packed, KernelBank like) =>
        KernelStorage.Unpack(packed, like.Catalog, like.OutputChannels, like.InputChannels, like.WeightBits);

    private static ImmutableArray<byte> Flip(ImmutableArray<byte> bytes, int position, int bit) =>
        bytes.IsEmpty ? bytes : bytes.SetItem(position % bytes.Length, (byte)(bytes[position % bytes.Length] ^ (1 << bit)));
}
