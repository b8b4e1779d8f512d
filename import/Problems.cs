using Striate.Import.Source;

namespace Striate.Import;

/// <summary>Makes the refusals of this project; the numbers stand here and in the registry of diagnostics.</summary>
internal static class Problems
{
    public const string File = "STR1801";
    public const string Operator = "STR1802";
    public const string Option = "STR1803";
    public const string Type = "STR1804";
    public const string Float = "STR1805";
    public const string Hybrid = "STR1806";
    public const string Batch = "STR1807";
    public const string Ends = "STR1808";
    public const string Shape = "STR1809";
    public const string Inexact = "STR1810";
    public const string Limit = "STR1811";
    public const string Softmax = "STR1812";
    public const string Weights = "STR1813";
    public const string Calibration = "STR1814";
    public const string Exported = "STR1815";

    public static ImportException Damaged(string reason, Exception? inner = null, string? remedy = null) =>
        new(new ImportProblem(File, "file", reason, remedy ?? "convert the model again, or copy it again from where it was made"), inner);

    public static ImportException OtherFormat() =>
        new(
            new ImportProblem(
                File,
                "file",
                "it begins neither like a TFLite model nor like an ONNX model",
                "name an int8 .tflite file, or a quantised .onnx file"
            )
        );

    /// <param name="node">The operator as errors name it.</param>
    /// <param name="number">STR18xx.</param>
    /// <param name="reason">What is wrong.</param>
    /// <param name="remedy">What to do about it.</param>
    public static ImportException At(object node, string number, string reason, string remedy) =>
        new(new ImportProblem(number, node.ToString()!, reason, remedy));

    /// <summary>Samples for a model that has its scales already.</summary>
    /// <param name="reason">Why it has them.</param>
    /// <param name="options">How the user gave the samples.</param>
    public static ImportException NeedsNoSamples(string reason, ImportOptions options) =>
        NotCalibrated(reason, $"leave out {options.CalibrationOption}");

    public static ImportException NotCalibrated(string reason, string remedy) =>
        new(new ImportProblem(Calibration, "calibration", reason, remedy));

    public static ImportException NotAsExported(string reason, Exception? inner = null) =>
        new(
            new ImportProblem(
                Exported,
                "file",
                $"it says that it is an exported package, and is not as one is exported: {reason}",
                "export the package again, or take the metadata 'striate.network' out of the file"
            ),
            inner
        );

    public static ImportException UnsupportedOption(object node, string reason) =>
        At(node, Option, reason, "change that attribute in the source network and convert it again");

    public static ImportException WrongShape(SourceNode node, string reason) =>
        At(node, Shape, reason, "convert the model again; its shapes contradict each other");

    public static ImportException NotExact(SourceNode node, string reason) =>
        At(node, Inexact, reason, "quantise the source network again with other data or scales");
}
