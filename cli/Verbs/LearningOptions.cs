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
    private readonly Option<double?> _distillation = Number("--distillation", "Weight of the dense network's answers when the segments learn", 0, 1);
    private readonly Option<double?> _integerPart = Number("--integer-part", "Part of the epochs, at the end, that trains the integer network", 0.001, 0.999);
    private readonly Option<double?> _decay = Number("--weight-decay", "Weight decay of the float training", 0, 1);
    private readonly Option<double?> _rate = Number("--rate", "Highest learning rate of the float training", 1e-6, 10);
    private readonly Option<int?> _batch = new("--batch") { Description = "Samples per step.", HelpName = "N" };
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads of one tensor operation; recorded, because sums depend on it.", HelpName = "N" };
    private readonly Option<string?> _start = Choice("--start", "What the segment network starts from", "random", "dense");
    private readonly Option<string?> _importance = Choice("--importance", "What makes a kernel cell worth keeping", "magnitude", "taylor");
    private readonly Option<string?> _unit = Choice("--budget-unit", "What the budget counts", "parameters", "macs");
    private readonly Option<string?> _form = Choice("--steps", "Requantisation: any factor, or powers of two, which run faster", "general", "power-of-two");
    private readonly Option<string?> _precision = Choice("--precision", "Numbers of the float training: single, or bfloat16 maps with single-precision sums", "single", "mixed");

    /// <summary>All of them, in the order of the help text.</summary>
    public IReadOnlyList<Option> All =>
        [_width, _distillation, _start, _importance, _unit, _form, _integerPart, _rate, _decay, _batch, _threads, _precision];

    /// <summary>The options with what the command line gives.</summary>
    public TrainingOptions Apply(ParseResult parsed, TrainingOptions options) => options with
    {
        Width = parsed.GetValue(_width) ?? options.Width,
        Distillation = parsed.GetValue(_distillation) ?? options.Distillation,
        IntegerPart = parsed.GetValue(_integerPart) ?? options.IntegerPart,
        WeightDecay = parsed.GetValue(_decay) ?? options.WeightDecay,
        LearningRate = parsed.GetValue(_rate) ?? options.LearningRate,
        BatchSize = parsed.GetValue(_batch) ?? options.BatchSize,
        Threads = parsed.GetValue(_threads) ?? options.Threads,
        StartFromDense = parsed.GetValue(_start) is { } start ? start == "dense" : options.StartFromDense,
        Importance = parsed.GetValue(_importance) is { } importance
            ? (importance == "taylor" ? ImportanceMeasure.Taylor : ImportanceMeasure.Magnitude) : options.Importance,
        BudgetUnit = parsed.GetValue(_unit) is { } unit ? (unit == "macs" ? BudgetUnit.Macs : BudgetUnit.Parameters) : options.BudgetUnit,
        Precision = parsed.GetValue(_precision) is { } precision
            ? (precision == "mixed" ? TrainingPrecision.Mixed : TrainingPrecision.Single) : options.Precision,
        Quantisation = parsed.GetValue(_form) is { } form
            ? options.Quantisation with { Form = form == "general" ? MultiplierForm.General : MultiplierForm.PowerOfTwo }
            : options.Quantisation,
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
                if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !(value >= minimum && value <= maximum))
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
