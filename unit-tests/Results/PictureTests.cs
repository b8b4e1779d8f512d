using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Striate.Model.Graph;
using Striate.Model.Segments;
using Striate.Results;
using Striate.Results.Page;
using Striate.Results.Pictures;
using Striate.UnitTests.Model;

namespace Striate.UnitTests.Results;

/// <summary>Pictures are drawn, say what they show, and come out the same twice.</summary>
public sealed class PictureTests : IDisposable
{
    private static readonly byte[] s_signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    private readonly string _folder = Directory.CreateTempSubdirectory("striate-pictures-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_series_of_widths_has_plots()
    {
        var page = Page(86);
        page.Pictures.Select(picture => picture.File)
            .ShouldBe(["pareto-macs.png", "pareto-bytes.png", "pareto-planned.png", "pareto-instructions.png"]);
        foreach (var picture in page.Pictures)
        {
            ShouldBePicture(picture);
            page.Text.ShouldContain($"(results/{picture.File})");
        }

        page.Pictures.Select(picture => picture.Stamp).Intersect(Page(86.5).Pictures.Select(picture => picture.Stamp)).ShouldBeEmpty();
    }

    [Fact]
    public void Shapes_are_drawn_by_layer()
    {
        ShouldBePicture(ShapePlot.Of("shapes.png", Records.Shapes(3)));
        ShapePlot.Of("shapes.png", Records.Shapes(3)).Png().ShouldNotBe(ShapePlot.Of("shapes.png", Records.Shapes(30)).Png());
    }

    [Fact]
    public void Kernels_are_drawn_before_and_after()
    {
        var (segments, dense) = (Samples.Network, Samples.With(Samples.Convolution, Samples.Convolution with { Bank = Dense(1) }));
        var sheet = KernelSheet.Of("kernels.png", (segments, "a"), (dense, "b"));
        ShouldBePicture(sheet);
        KernelSheet.Shows(Path.Combine(_folder, "kernels.png"), "a", "b").ShouldBeTrue();
        KernelSheet.Shows(Path.Combine(_folder, "kernels.png"), "a", "c").ShouldBeFalse();
        var other = Samples.With(Samples.Convolution, Samples.Convolution with { Bank = Dense(2) });
        KernelSheet.Of("kernels.png", (segments, "a"), (other, "b")).Png().ShouldNotBe(sheet.Png());
    }

    [Fact]
    public void Kernels_of_two_networks_are_refused()
    {
        var dense = Samples.With(Samples.Convolution, Samples.Convolution with { Bank = Dense(1) });
        Should
            .Throw<StriateException>(() => KernelSheet.Of("x.png", (Samples.Network, "a"), (Samples.Network, "b")))
            .Message.ShouldContain("'conv1'");
        Should.Throw<StriateException>(() => KernelSheet.Of("x.png", (dense, "a"), (dense, "b"))).Message.ShouldContain("no segments");
        var renamed = dense with { Layers = dense.Layers.SetItem(0, Samples.Convolution with { Name = "other", Bank = Dense(1) }) };
        Should
            .Throw<StriateException>(() => KernelSheet.Of("x.png", (Samples.Network, "a"), (renamed, "b")))
            .Message.ShouldContain("'conv1'");
    }

    [Fact]
    public void A_file_without_a_stamp_shows_nothing()
    {
        var picture = ShapePlot.Of("shapes.png", Records.Shapes(3));
        foreach (var bytes in new[] { [], picture.Draw(), s_signature, [.. picture.Png()[..50]] })
        {
            File.WriteAllBytes(Path.Combine(_folder, "shapes.png"), bytes);
            picture.IsIn(_folder).ShouldBeFalse();
        }
    }

    private static ResultsPage Page(double accuracy) =>
        ResultsPage.Of(
            Records.Folder(
                (
                    "pareto-w050",
                    Records.Measured(Records.Sheet(width: 0.5, segments: accuracy), (20_000, 8_000), (5e6, 3e6)) with
                    {
                        Network = "resnet8",
                    }
                ),
                ("pareto-w100", Records.Measured(Records.Sheet(), (77_000, 30_000), (19e6, 9e6)))
            ),
            "results"
        );

    // The types of all chunks, each with its length and checksum right (PNG specification, 5.3).
    private static List<string> ChunksOf(byte[] png)
    {
        var types = new List<string>();
        for (var at = s_signature.Length; at < png.Length; )
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var chunk = png.AsSpan(at + 4, length + 4);
            types.Add(Encoding.ASCII.GetString(chunk[..4]));
            BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + length + 8)).ShouldBe(Crc32.HashToUInt32(chunk), types[^1]);
            at += length + 12;
        }

        return types;
    }

    private static KernelBank Dense(sbyte weight) =>
        new(SegmentCatalog.Dense(3, 3), 2, 2, 4, [0, 0, 0, 0], [.. Enumerable.Range(0, 36).Select(index => (sbyte)((index % 5) - weight))]);

    private void ShouldBePicture(Picture picture)
    {
        var png = picture.Png();
        png[..8].ShouldBe(s_signature);
        ChunksOf(png).ShouldBe(["IHDR", "tEXt", .. ChunksOf(picture.Draw()).Skip(1)]);
        png.ShouldBe(picture.Png());
        File.WriteAllBytes(Path.Combine(_folder, picture.File), png);
        picture.IsIn(_folder).ShouldBeTrue();
        (picture with { Data = picture.Data + " " }).IsIn(_folder).ShouldBeFalse();
        using var read = SkiaSharp.SKBitmap.Decode(png);
        read.Pixels.Distinct().Count().ShouldBeGreaterThan(3);
    }
}
