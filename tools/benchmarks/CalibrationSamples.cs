using System.Runtime.InteropServices;
using Striate.DataSets;
using Striate.DataSets.Numpy;

namespace Striate.Benchmarks;

/// <summary>The first training samples of a data set as an array that float models are quantised by: readings, channels last.</summary>
internal static class CalibrationSamples
{
    /// <param name="dataSet">Its name.</param>
    /// <param name="folder">Its files.</param>
    /// <param name="count">Samples.</param>
    /// <param name="path">The .npy file that is written: float32 [count, height, width, channels].</param>
    public static void Write(string dataSet, string folder, int count, string path)
    {
        var data = DataSetCatalog.Load(dataSet, folder);
        var (samples, shape) = (data.Training.Take(count), data.Input.Shape);
        var reals = Array.ConvertAll(samples.Values, value => (float)(data.Input.Type.Signed ? (sbyte)value : value));
        using var file = File.Create(path);
        new NumpyArray(
            "<f4",
            [samples.Count, shape.Height, shape.Width, shape.Channels],
            MemoryMarshal.AsBytes<float>(reals).ToArray()
        ).Write(file);
    }
}
