using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Segments;
using Striate.Model.Storage;

namespace Striate.UnitTests.Model.Storage;

public class StorageReportTests
{
    private static readonly KernelBank s_bank = new(SegmentCatalog.For(3), 2, 2, 4, [0, 30, 5, 30], [1, -2, 3, 7, -7, 0, -1]);

    // 3 shapes of 8 + 5 bits; codes of 2, 1, 2 and 1 bits. 4 kernels of 9 cells; 7 weights kept, 6 of them not zero. CSR: 3 bytes of
    // weights, 6 columns, 3 row starts of 2 bytes.
    private static readonly StorageReport s_report = new(36, 7, 5, 1, 4, 36, 3 + 6 + 6, 5 + 3, 4, 1, 6);

    private static readonly FullyConnected s_fullyConnected = new(
        "fc",
        ["input"],
        new FeatureMap(new Shape(1, 1, 2), IntegerType.Int32, 1),
        5,
        [1, 0, -3, 0, 0, 15],
        [0, 0],
        null
    );

    [Fact]
    public void Bytes_of_a_segment_bank_are_counted_by_hand()
    {
        StorageReport.Of(s_bank).ShouldBe(s_report);
        StorageReport.Of(s_bank).TotalBytes.ShouldBe(10);
    }

    [Fact]
    public void A_dense_bank_has_no_shape_list_and_no_index()
    {
        var report = StorageReport.Of(new KernelBank(SegmentCatalog.Dense(1, 2), 2, 1, 8, [0, 0], [1, 2, 3, -4]));
        report.ShouldBe(new StorageReport(4, 4, 0, 0, 4, 4, 4 + 4 + 6, 1 + 4, 0, 0, 0));
    }

    [Fact]
    public void Fully_connected_weights_are_dense() =>
        StorageReport.Of(s_fullyConnected).ShouldBe(new StorageReport(6, 6, 0, 0, 4, 6, 2 + 3 + 6, 1 + 2, 0, 0, 0));

    [Fact]
    public void A_catalogue_of_more_than_256_shapes_takes_two_bytes_a_shape_and_the_code_length() =>
        StorageReport.Of(new KernelBank(SegmentCatalog.For(8), 1, 2, 8, [0, 600], [1, 2, 3, 4, 5])).ShapeListBytes.ShouldBe(6);

    [Fact]
    public void A_network_is_the_sum_of_its_layers()
    {
        var map = new FeatureMap(new Shape(1, 1, 2), IntegerType.UInt8, 1);
        var convolution = new Convolution("c", ["input"], map, new Window(3, 3, 1, 1, Padding.All(1)), 1, s_bank, [0, 0], null);
        var network = new Network("n", map, [convolution, s_fullyConnected], []);
        StorageReport.Of(network).ShouldBe(s_report + StorageReport.Of(s_fullyConnected));
        StorageReport.Of(network).TotalBytes.ShouldBe(14);
    }
}
