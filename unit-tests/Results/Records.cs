using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Striate.Results;

namespace Striate.UnitTests.Results;

/// <summary>Records of networks that nobody trained, for tests of what is made from records.</summary>
internal static class Records
{
    /// <summary>Where this repository is.</summary>
    public static string Root([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", ".."));

    /// <summary>A record.</summary>
    public static ResultSheet Sheet(
        string network = "resnet8",
        double width = 1,
        double dense = 87,
        double segments = 86,
        double bits = 8
    ) =>
        new()
        {
            Network = network,
            Width = width,
            DataSet = "cifar10",
            DataSetSha256 = new string('a', 64),
            Epochs = 24,
            Seed = 1,
            Threads = 1,
            Start = "dense",
            Distillation = 0.5,
            DenseFloat = dense,
            DenseInteger = dense,
            SegmentsFloat = segments,
            Integer = segments,
            Bits = bits,
            RemovedConvParameters = 69,
            RemovedParameters = 69,
            RemovedMacs = 59,
            WeightBytes = 900,
            IndexBytes = 90,
            TotalBytes = 1000,
            Seconds = 12,
            Package = new string('b', 64),
        };

    /// <summary>A record that was measured.</summary>
    /// <param name="bytes">Of the dense network, and of the segments.</param>
    /// <param name="instructions">Of planned code.</param>
    public static ResultSheet Measured(
        ResultSheet sheet,
        (long Dense, long Segments) bytes,
        (double Dense, double Segments) instructions
    ) => sheet with { Dense = Figures(bytes.Dense, instructions.Dense), Segments = Figures(bytes.Segments, instructions.Segments) };

    /// <summary>A folder of records.</summary>
    public static ResultFolder Folder(params (string Name, ResultSheet Sheet)[] sheets) =>
        new([.. sheets.Select(entry => new NamedSheet(entry.Name, entry.Sheet))], null, []);

    /// <summary>The shapes of two layers.</summary>
    public static ImmutableArray<LayerShapes> Shapes(int kernels) =>
        [
            new("conv1", "3x3", ImmutableSortedDictionary<string, int>.Empty.Add("horizontal 3", kernels).Add("empty 0", 2)),
            new("conv2", "5x5", ImmutableSortedDictionary<string, int>.Empty.Add("down-left 5", 7).Add("point 1", 1)),
        ];

    private static PackageFigures Figures(long bytes, double instructions) =>
        new(
            new string('c', 64),
            1000,
            310,
            1000,
            310,
            new StorageRow("total", 310, 1, 2, 310, bytes, 1000, 900, 400, 10, 3.5, 4, 3.25),
            [
                new CodeFigures("unrolled", 100, 10, 1, 4, 10 * instructions, 50),
                new CodeFigures("planned", 400, 0, 1, 4, instructions, 40),
                new CodeFigures("planned-64k", 400, 0, 1, 4, Refusal: "STR1201 too large"),
            ],
            Shapes(5)
        );
}
