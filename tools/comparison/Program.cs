using System.Globalization;
using System.Text.Json;
using Striate.Comparison;
using Striate.DataSets.Numpy;
using Striate.Import;
using Striate.Model.Packaging;

// A package beside the float ONNX model that it was imported from.
try
{
    if (args is not ([_, _, _] or [_, _, _, "--json"]))
    {
        Console.Error.WriteLine("usage: MODEL.onnx PACKAGE.striate SAMPLES.npy [--json]; samples are [N, ...] as the model reads them");
        return 2;
    }

    using var stream = RegularFile.Open(args[2]);
    var array = NumpyArray.Read(stream, args[2]);
    var result = ModelComparison.Of(
        File.ReadAllBytes(args[0]),
        PackageFile.Read(args[1]).Package,
        new CalibrationSamples([.. array.Shape], [.. array.Reals().Select(value => (float)value)])
    );
    if (args is [.., "--json"])
    {
        Console.Out.WriteLine(JsonSerializer.Serialize(result, s_options));
        return 0;
    }

    foreach (var layer in result.Layers)
    {
        Console.Out.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{layer.Layer, -24} {layer.Decibels, 8:F2} dB   {layer.Tensor}")
        );
    }

    Console.Out.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Agreeing} of {result.Samples} samples have the same largest output; the worst is sample {result.Worst}, {result.WorstDecibels:F2} dB"
        )
    );
    return 0;
}
catch (Exception refused) when (refused is StriateException or IOException)
{
    Console.Error.WriteLine(refused.Message);
    return 1;
}

internal static partial class Program
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
    };
}
