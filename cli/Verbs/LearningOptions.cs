using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Striate.Trainer;
using Striate.Trainer.Learning;
using Striate.Trainer.Quantisation;

namespace Striate.Cli.Verbs;

/// <summary>Options of the training that change what is learned; each is left as it suits the network unless it is given.</summary>
internal sealed class LearningOptions
{
    private readonly Option<double?> _width = Number("--width", "Factor of all channel counts", 0.1, 8);
    private readonly Option<double?> _distillation = Number(
        "--distillation",
        "Weight of distillation: how much the segments learn from the dense network's answers",
        0,
        1
    );
    private readonly Option<double?> _integerPart = Number(
        "--qat-fraction",
        "Fraction of the epochs, at the end, that trains the integer network; 0: none",
        0,
        0.999
    );
    private readonly Option<double?> _firstScale = Number(
        "--initial-resolution",
        "Size of the images at the start of the float training, as a fraction of their own; they grow in quarters: 0.25, 0.5, 0.75 or 1",
        0.25,
        1
    );
    private readonly Option<double?> _fadeStart = Number(
        "--prune-start",
        "Fraction of the float training after which cells off the segments begin to fade",
        0,
        0.99
    );
    private readonly Option<double?> _fadeEnd = Number(
        "--prune-end",
        "Fraction of the float training after which these cells are zero and shapes are frozen",
        0.01,
        1
    );
    private readonly Option<double?> _decay = Number("--weight-decay", "Weight decay of the float training", 0, 1);
    private readonly Option<double?> _rate = Number("--learning-rate", "Highest learning rate of the float training", 1e-6, 10);
    private readonly Option<double?> _integerRate = Number(
        "--qat-learning-rate",
        "Highest learning rate of the integer training",
        1e-6,
        10
    );
    private readonly Option<int?> _batch = new("--batch") { Description = "Samples per step.", HelpName = "N" };
    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "Threads of one tensor operation; recorded, because sums depend on it.",
        HelpName = "N",
    };
    private readonly Option<int?> _weightBytes = new("--weight-bytes")
    {
        Description = "Budget in bytes for the packed weights; each layer's bits, at most --bits, follow its sensitivity.",
        HelpName = "N",
    };

    private readonly Option<ImmutableSortedDictionary<string, int>?> _layerBits = LayerBits();
    private readonly Option<bool> _shares = new("--shared-weights") { Description = "All cells of a segment share one weight." };
    private readonly Option<bool> _streaming = new("--streaming")
    {
        Description = "No padding along time, so that generated code can take a signal as it comes (docs/streaming.md).",
    };
    private readonly Option<string?> _dense = Folder(
        "--dense-from",
        "Folder of a finished run whose dense network is taken instead of training one"
    );
    private readonly Option<string?> _float = Folder(
        "--float-from",
        "Folder of a finished run whose float networks are taken; only their integers are trained anew (with --dense-from, only those of the segments)"
    );

    private readonly Option<string?> _baseline = Choice(
        "--baseline",
        "What segments are compared with: equal, a dense network of as many epochs as dense and segments together, which doubles the time; short, the dense network alone. By default equal, but with --from and --float-from",
        "equal",
        "short"
    );

    private readonly Option<string?> _start = Choice("--start", "What the segment network starts from", "random", "dense");
    private readonly Option<string?> _importance = Choice("--importance", "What makes a kernel cell worth keeping", "magnitude", "taylor");
    private readonly Option<string?> _balance = Choice(
        "--balance",
        "How classes with few samples are balanced: none, by weights of the loss, or by sampling each class equally often",
        "none",
        "weights",
        "sampling"
    );
    private readonly Option<string?> _unit = Choice("--budget-unit", "What the budget counts", "parameters", "macs");
    private readonly Option<string?> _form = Choice(
        "--scales",
        "Requantisation: any factor, or powers of two, which run faster",
        "general",
        "power-of-two"
    );
    private readonly Option<string?> _precision = Choice(
        "--precision",
        "Numbers of the float training: single, or bfloat16 maps with single-precision sums",
        "single",
        "mixed"
    );

    /// <summary>The factor of channel counts.</summary>
    public Option Width => _width;

    /// <summary>What segments are compared with.</summary>
    public Option Baseline => _baseline;

    /// <summary>Networks that are taken from another run.</summary>
    public IReadOnlyList<Option> Taken => [_dense, _float];

    /// <summary>All of them, in the order of the help text.</summary>
    public IReadOnlyList<Option> All =>
        [
            _width,
            _streaming,
            _balance,
            _distillation,
            _start,
            _baseline,
            _dense,
            _float,
            _importance,
            _shares,
            _fadeStart,
            _fadeEnd,
            _unit,
            _form,
            _weightBytes,
            _layerBits,
            _integerPart,
            _firstScale,
            _rate,
            _integerRate,
            _decay,
            _batch,
            _threads,
            _precision,
        ];

    /// <summary>The options with what the command line gives.</summary>
    public TrainingOptions Apply(ParseResult parsed, TrainingOptions options) =>
        options with
        {
            Width = parsed.GetValue(_width) ?? options.Width,
            Distillation = parsed.GetValue(_distillation) ?? options.Distillation,
            IntegerPart = parsed.GetValue(_integerPart) ?? options.IntegerPart,
            FirstScale = parsed.GetValue(_firstScale) ?? options.FirstScale,
            FadeStart = parsed.GetValue(_fadeStart) ?? options.FadeStart,
            FadeEnd = parsed.GetValue(_fadeEnd) ?? options.FadeEnd,
            WeightDecay = parsed.GetValue(_decay) ?? options.WeightDecay,
            LearningRate = parsed.GetValue(_rate) ?? options.LearningRate,
            IntegerLearningRate = parsed.GetValue(_integerRate) ?? options.IntegerLearningRate,
            BatchSize = parsed.GetValue(_batch) ?? options.BatchSize,
            Threads = parsed.GetValue(_threads) ?? options.Threads,
            StartFromDense = parsed.GetValue(_start) is { } start ? start == "dense" : options.StartFromDense,
            Importance = parsed.GetValue(_importance) is { } importance
                ? (importance == "taylor" ? ImportanceMeasure.Taylor : ImportanceMeasure.Magnitude)
                : options.Importance,
            Balance = parsed.GetValue(_balance) switch
            {
                null => options.Balance,
                "weights" => ClassBalance.Weights,
                "sampling" => ClassBalance.Sampling,
                _ => ClassBalance.None,
            },
            BudgetUnit = parsed.GetValue(_unit) is { } unit
                ? (unit == "macs" ? BudgetUnit.Macs : BudgetUnit.Parameters)
                : options.BudgetUnit,
            Precision = parsed.GetValue(_precision) is { } precision
                ? (precision == "mixed" ? TrainingPrecision.Mixed : TrainingPrecision.Single)
                : options.Precision,
            IsStreaming = parsed.GetValue(_streaming),
            HasMatchedBaseline = parsed.GetValue(_baseline) is { } baseline
                ? baseline == "equal"
                : options.HasMatchedBaseline && parsed.GetValue(_float) is null,
            SharesWeights = parsed.GetValue(_shares),
            DenseRun = parsed.GetValue(_dense),
            FloatRun = parsed.GetValue(_float),
            Quantisation = options.Quantisation with
            {
                Form = parsed.GetValue(_form) is { } form
                    ? (form == "general" ? MultiplierForm.General : MultiplierForm.PowerOfTwo)
                    : options.Quantisation.Form,
                WeightBytes = parsed.GetValue(_weightBytes),
                LayerBits = parsed.GetValue(_layerBits),
            },
        };

    private static Option<string?> Folder(string name, string description) =>
        new(name) { Description = description + ".", HelpName = "RUN" };

    private static Option<ImmutableSortedDictionary<string, int>?> LayerBits() =>
        new("--layer-bits")
        {
            Description = "Bits of individual layers, 2..8; all others take --bits.",
            HelpName = "LAYER=N,...",
            CustomParser = result =>
            {
                var bits = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
                foreach (var part in result.Tokens[0].Value.Split(','))
                {
                    if (
                        part.Split('=') is not [var layer, var text]
                        || layer.Length == 0
                        || bits.ContainsKey(layer)
                        || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var own)
                        || own is < QuantisationOptions.FewestBits or > QuantisationOptions.MostBits
                    )
                    {
                        result.AddError($"--layer-bits: '{part}' is not LAYER=N with N in 2..8, each layer once");
                        return null;
                    }

                    bits.Add(layer, own);
                }

                return bits.ToImmutable();
            },
        };

    private static Option<double?> Number(string name, string description, double minimum, double maximum)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"{minimum}..{maximum}");
        var option = new Option<double?>(name)
        {
            Description = $"{description} ({range}).",
            HelpName = "X",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (
                    !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    || !(value >= minimum && value <= maximum)
                )
                {
                    result.AddError($"{name} {text} is not a number in {range}");
                }

                return value;
            },
        };
        return option;
    }

    private static Option<string?> Choice(string name, string description, params string[] choices) =>
        new Option<string?>(name) { Description = description + "." }.AcceptOnlyFromAmong(choices);
}
