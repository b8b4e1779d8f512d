using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>Rows of packed words, as the windows of a convolution read them: zeros on the left and right included.</summary>
/// <param name="Input">The map.</param>
/// <param name="Layout">The lanes.</param>
/// <param name="LaneOffset">Bytes from a value to that of the next lane.</param>
/// <param name="Words">Words of a row.</param>
/// <param name="Inside">First word of a row that is not a zero of the padding.</param>
/// <param name="Count">Words that are not.</param>
/// <param name="First">Index of the byte of the first such word of the first window.</param>
internal sealed record PackedRows(MapAccess Input, LaneLayout Layout, int LaneOffset, int Words, int Inside, int Count, int First)
{
    private const int LongestUnroll = 8;

    /// <summary>Input channels.</summary>
    public int Channels => Input.PixelPitch;

    /// <summary>Whether there are words that stay zero.</summary>
    public bool HasZeros => Count < Words;

    public static PackedRows Of(Convolution layer, LaneLayout layout, MapAccess input)
    {
        var (window, channels, words) = (layer.Window, input.PixelPitch, WordsOf(layer, input.PixelPitch));
        var inside = Math.Min(window.Padding.Left * channels, words);
        return new PackedRows(
            input,
            layout,
            layout.Band * window.StrideY * input.RowPitch,
            words,
            inside,
            Math.Min(input.Shape.Width * channels, words - inside),
            input.Buffer.FirstWindow(window.Padding) + (window.Padding.Left * channels)
        );
    }

    /// <summary>Words of a row: the columns that its windows read.</summary>
    public static int WordsOf(Convolution layer, int inputChannels) =>
        (((layer.Output.Shape.Width - 1) * layer.Window.StrideX) + layer.Window.KernelWidth) * inputChannels;

    /// <summary>
    /// The statement that packs the words of a row from byte index <c>s</c> to word index <c>k</c> and moves both behind it.
    /// </summary>
    public Statement Pack()
    {
        var unroll = UnrollOf(Count);
        var words = Enumerable
            .Range(0, unroll)
            .Select(word => new Store("r", ((Code)"k").Plus(word), PackedWord.Of(Input, Layout, lane => lane * LaneOffset, "s", word)));
        return Loop.Over("k", Count, unroll, [.. words, new Increase("s", unroll)]);
    }

    /// <summary>How many words a loop of so many computes per round.</summary>
    public static int UnrollOf(int words) => Enumerable.Range(1, LongestUnroll).Last(count => words % count == 0);
}
