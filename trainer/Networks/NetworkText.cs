using System.Collections.Immutable;
using System.Globalization;
using Striate.Model.Graph;
using Striate.Model.Graph.Validation;
using Striate.Trainer.Networks.Layers;

namespace Striate.Trainer.Networks;

/// <summary>
/// A network as text, one line a layer: <c>name: kind extents options</c>. A layer reads the one above it unless
/// <c>from=a,b</c> says otherwise; <c>#</c> starts a comment.
/// <code>
/// conv1:  conv 3x3 16
/// pool1:  maxpool 2x2
/// conv2:  conv 3x3 32 stride=2
/// skip:   conv 1x1 32 stride=2 linear from=pool1
/// sum:    add from=conv2,skip
/// mean:   average
/// logits: fc 10
/// </code>
/// Kinds: <c>conv RxC CHANNELS</c> (options <c>stride=</c>, <c>pad=ALL</c> or <c>pad=TOP,LEFT,BOTTOM,RIGHT</c>,
/// <c>groups=</c>, <c>bias</c> instead of batch normalisation, <c>linear</c> for no ReLU), <c>dense OUTPUTS</c>
/// (<c>relu</c>), <c>maxpool RxC</c> and <c>average [RxC]</c> (<c>stride=</c>, by default the window; <c>pad=</c>),
/// <c>add</c> and <c>norm</c> (<c>linear</c>), <c>concat</c>, <c>flatten</c>. A convolution is padded by half of its
/// kernel unless told otherwise. For signals, maps of one row, an extent is one number: <c>conv 5 16</c>, <c>maxpool 2</c>,
/// with <c>pad=BOTH</c> or <c>pad=BEFORE,AFTER</c>.
/// </summary>
public static class NetworkText
{
    /// <summary>How files with such texts end.</summary>
    public const string Extension = ".network";

    /// <summary>The form of the text, for a help; no line is longer than 60 characters.</summary>
    public static ImmutableArray<string> Help { get; } =
    [
        "A file NAME.network has a line for each layer. A layer reads",
        "the one above it, unless from=NAME[,NAME] says otherwise.",
        "A line that starts with # is a comment.",
        "  conv1:  conv 3x3 16      rows x columns, output channels;",
        "                           stride=N, groups=N, pad=ALL or",
        "                           pad=TOP,LEFT,BOTTOM,RIGHT (else",
        "                           half of the kernel), bias (no",
        "                           normalisation), linear (no ReLU)",
        "  pool1:  maxpool 2x2      stride=N (else the window), pad=",
        "  mean:   average          or average 2x2",
        "  hidden: fc 32 relu       fully connected",
        "  sum:    add from=a,b     linear (no ReLU)",
        "  scale:  norm             linear (no ReLU)",
        "  both:   concat from=a,b",
        "  flat:   flatten",
        "  logits: fc 10            last: an output for each class",
        "Signals have one row: conv 5 16, maxpool 2.",
    ];

    private const int MaximumLength = 100_000;
    private const int MaximumSide = 64;
    private const int MaximumChannels = 4096;

    /// <summary>Reads a file; the network has the file's name.</summary>
    /// <exception cref="StriateException">The file is missing, too long, or a line is not understood.</exception>
    public static NetworkDescription Read(string path) =>
        !File.Exists(path) ? throw new StriateException(ErrorKind.BadFile, $"{path} is missing; check the path")
        : new FileInfo(path).Length > MaximumLength
            ? throw new StriateException(ErrorKind.BadFile, $"{path}: more than {MaximumLength:N0} bytes")
        : Parse(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path), path);

    /// <summary>Reads a text.</summary>
    /// <param name="name">Name of the network.</param>
    /// <param name="text">The text.</param>
    /// <param name="file">Where it comes from, for messages; null: the name with the extension.</param>
    /// <exception cref="StriateException">A line is not understood; the message has its number.</exception>
    public static NetworkDescription Parse(string name, string text, string? file = null)
    {
        file ??= name + Extension;
        var lines = ImmutableArray.CreateBuilder<int>();
        var (layers, signals) = (ImmutableArray.CreateBuilder<LayerDescription>(), ImmutableArray.CreateBuilder<string>());
        var previous = Network.InputName;
        foreach (var (line, number) in text.Split('\n').Select((line, index) => (line.Split('#')[0].Trim(), index + 1)))
        {
            if (line.Length == 0)
            {
                continue;
            }

            try
            {
                var (layer, isSignal) = ParseLayer(line, previous);
                layers.Add(layer);
                if (isSignal)
                {
                    signals.Add(layer.Name);
                }
            }
            catch (FormatException problem)
            {
                throw new StriateException(ErrorKind.BadFile, $"{file}, line {number} '{line}': {problem.Message}", problem);
            }

            lines.Add(number);
            previous = layers[^1].Name;
        }

        return layers.Count > 0
            ? new NetworkDescription(name, layers.ToImmutable(), new TextSource(file, lines.ToImmutable(), signals.ToImmutable()))
            : throw new StriateException(ErrorKind.BadFile, $"{file} has no layers; write one a line, such as 'conv1: conv 3x3 16'");
    }

    private static (LayerDescription Layer, bool IsSignal) ParseLayer(string line, string previous)
    {
        var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var name = words[0].TrimEnd(':');
        if (words.Length < 2 || !words[0].EndsWith(':'))
        {
            throw new FormatException("a layer is 'name: kind ...'");
        }

        if (!Names.IsName(name))
        {
            throw new FormatException(Names.NameRule);
        }

        var options = new LayerWords(words[1], words[2..]);
        var inputs = options.Take("from") is { } from ? [.. from.Split(',')] : ImmutableArray.Create(previous);
        LayerDescription layer = words[1] switch
        {
            "conv" => Convolution(name, inputs, options),
            "fc" => new FullyConnectedDescription(name, inputs, options.Number("outputs", MaximumChannels), options.Has("relu")),
            "maxpool" => new MaxPoolingDescription(name, inputs, PoolingWindow(options.Extent(MaximumSide), options)),
            "average" => new AveragePoolingDescription(
                name,
                inputs,
                options.HasExtent ? PoolingWindow(options.Extent(MaximumSide), options) : null
            ),
            "add" => new AddDescription(name, inputs, !options.Has("linear")),
            "norm" => new ScaleShiftDescription(name, inputs, Relu: !options.Has("linear")),
            "concat" => new ConcatDescription(name, inputs),
            "flatten" => new FlattenDescription(name, inputs),
            "dense" => throw new FormatException("the kind 'dense' is called 'fc' now"),
            var kind => throw new FormatException(
                $"'{kind}' is not a kind of layer; there are: conv, fc, maxpool, average, add, norm, concat, flatten"
            ),
        };
        options.ExpectEnd();
        return (layer, options.IsSignal);
    }

    private static ConvolutionDescription Convolution(string name, ImmutableArray<string> inputs, LayerWords options)
    {
        var (rows, columns) = options.Extent(MaximumSide);
        var channels = options.Number("channels", MaximumChannels);
        var stride = options.Take("stride") is { } step ? LayerWords.ToNumber(step, "stride", MaximumSide) : 1;
        var padding = options.Padding(MaximumSide) ?? new Padding(rows / 2, columns / 2, rows / 2, columns / 2);
        var groups = options.Take("groups") is { } count ? LayerWords.ToNumber(count, "groups", MaximumChannels) : 1;
        return new ConvolutionDescription(
            name,
            inputs,
            channels,
            new Window(rows, columns, options.IsSignal ? 1 : stride, stride, padding),
            groups,
            BatchNormalisation: !options.Has("bias"),
            Relu: !options.Has("linear")
        );
    }

    private static Window PoolingWindow((int Rows, int Columns) extent, LayerWords options)
    {
        var stride = options.Take("stride") is { } step ? LayerWords.ToNumber(step, "stride", MaximumSide) : 0;
        return new Window(
            extent.Rows,
            extent.Columns,
            stride == 0 || options.IsSignal ? extent.Rows : stride,
            stride == 0 ? extent.Columns : stride,
            options.Padding(MaximumSide) ?? Padding.None
        );
    }

    /// <summary>The words after a layer's kind; each is taken once.</summary>
    private sealed class LayerWords(string kind, IEnumerable<string> words)
    {
        private readonly List<string> _words = [.. words];

        public bool HasExtent => _words.Count > 0 && char.IsAsciiDigit(_words[0][0]);

        public string? Take(string key)
        {
            var index = _words.FindIndex(word => word.StartsWith(key + '=', StringComparison.Ordinal));
            var value = index < 0 ? null : _words[index][(key.Length + 1)..];
            _words.RemoveRange(Math.Max(index, 0), index < 0 ? 0 : 1);
            return value;
        }

        public bool Has(string flag) => _words.Remove(flag);

        public int Number(string what, int most) => ToNumber(Next(what), what, most);

        /// <summary>Whether the extent is one number, of a map of one row.</summary>
        public bool IsSignal { get; private set; }

        public (int Rows, int Columns) Extent(int most)
        {
            var extent = Next("an extent such as 3x3, or 5 for a signal").Split('x');
            IsSignal = extent.Length == 1;
            return extent switch
            {
                [var steps] => (1, ToNumber(steps, "steps", most)),
                [var rows, var columns] => (ToNumber(rows, "rows", most), ToNumber(columns, "columns", most)),
                _ => throw new FormatException($"'{kind}' needs an extent such as 3x3, or 5 for a signal"),
            };
        }

        public Padding? Padding(int most) =>
            Take("pad")?.Split(',') switch
            {
                null => null,
                [var both] when IsSignal => Along(both, both, most),
                [var before, var after] when IsSignal => Along(before, after, most),
                [var all] => Model.Graph.Padding.All(ToNumber(all, "padding", most, 0)),
                [var top, var left, var bottom, var right] when !IsSignal => new Padding(
                    ToNumber(top, "padding", most, 0),
                    ToNumber(left, "padding", most, 0),
                    ToNumber(bottom, "padding", most, 0),
                    ToNumber(right, "padding", most, 0)
                ),
                _ => throw new FormatException(
                    IsSignal ? "padding is one amount or two: before,after" : "padding is one amount or four: top,left,bottom,right"
                ),
            };

        private static Padding Along(string before, string after, int most) =>
            new(0, ToNumber(before, "padding", most, 0), 0, ToNumber(after, "padding", most, 0));

        public void ExpectEnd()
        {
            if (_words.Count > 0)
            {
                throw new FormatException($"'{_words[0]}' is not an option of '{kind}'");
            }
        }

        public static int ToNumber(string text, string what, int most, int least = 1) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? number
                : throw new FormatException($"{what} '{text}' is not in {least}..{most}");

        private string Next(string what)
        {
            if (_words.Count == 0)
            {
                throw new FormatException($"'{kind}' needs {what}");
            }

            var word = _words[0];
            _words.RemoveAt(0);
            return word;
        }
    }
}
