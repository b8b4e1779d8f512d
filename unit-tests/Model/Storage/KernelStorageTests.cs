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
}
