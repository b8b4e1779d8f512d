using System.Diagnostics;
using Spectre.Console;
using Striate.Cli.Presentation;
using Striate.Comparison;
using Striate.Import;
using Striate.Projects;

namespace Striate.Cli;

/// <summary>A package beside the ONNX model that it was imported from, in ONNX Runtime.</summary>
internal static class ImportComparison
{
    /// <summary>Requires ONNX Runtime, which the tool's package is without.</summary>
    /// <exception cref="StriateException">It is not here; the line says what to do.</exception>
    public static void Require()
    {
        if (!SourceSession.IsAvailable)
        {
            throw new StriateException(
                ErrorKind.CheckFailed,
                "--compare needs ONNX Runtime, which is larger than this tool and no part of it; run the import from Striate's sources ('dotnet run -c Release --project cli -- import MODEL --compare FILE.npy ...'), or leave out --compare"
            );
        }
    }

    /// <summary>Compares on samples.</summary>
    /// <param name="screen">Shows what is done.</param>
    /// <param name="result">What came of the model.</param>
    /// <param name="path">A .npy file of [N, ...] as the model reads it.</param>
    /// <param name="cancellation">Stops between samples.</param>
    /// <exception cref="StriateException">The file is wrong, or ONNX Runtime does not run the model.</exception>
    public static ModelComparison Of(Screen screen, ImportResult result, string path, CancellationToken cancellation)
    {
        var samples = CalibrationData.ReadArray(path);
        var count = samples.Shape.FirstOrDefault();
        return screen.Run(
            "comparing with ONNX Runtime",
            Math.Max(1, count),
            bar =>
            {
                var watch = Stopwatch.StartNew();
                return ModelComparison.Of(
                    File.ReadAllBytes(result.File!),
                    result,
                    samples,
                    path,
                    new Relay<int>(done =>
                        bar.Report(
                            (
                                done,
                                FormattableString.Invariant(
                                    $"comparing with ONNX Runtime, {done} of {count}{TimeLeft.Of(watch.Elapsed, done, count)}"
                                )
                            )
                        )
                    ),
                    cancellation
                );
            }
        );
    }

    /// <summary>A table of layers, and what of the outputs counts.</summary>
    public static void Draw(Screen view, ModelComparison comparison)
    {
        var table = view.Table("layer", "tensor of the model", "SQNR, dB");
        foreach (var layer in comparison.Layers)
        {
            table.AddRow(Markup.Escape(layer.Layer), Markup.Escape(layer.Tensor), Ratio(layer.Decibels));
        }

        if (!comparison.Layers.IsEmpty)
        {
            view.Write(table);
        }

        view.Line(
            $"ONNX Runtime: {Format.Count(comparison.Agreeing)} of {Format.Count(comparison.Samples)} samples have the same largest output; "
                + (
                    comparison.WorstDecibels is { } worst
                        ? $"the worst is sample {comparison.Worst}, counted from 0, with {Ratio(worst)} dB"
                        : "the outputs of all are equal"
                )
        );
    }

    private static string Ratio(double? decibels) => decibels is { } ratio ? Format.Fixed(ratio, 2) : "equal";
}
