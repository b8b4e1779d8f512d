using System.Diagnostics;
using Striate.DataSets.Numpy;

namespace Striate.UnitTests.Import;

/// <summary>
/// Models of others with what TensorFlow Lite Micro computes for them, in a folder beside the repository. They are not part of
/// the project; tests without them are skipped.
/// </summary>
internal static class KnownModels
{
    private static readonly Lazy<string> s_results = new(Unpack);

    public static string Repository { get; } = FindRepository();

    /// <summary>The folder beside the repository.</summary>
    public static string Folder { get; } = Path.Combine(Repository, "..", "shared", "data");

    /// <summary>The quantised networks, by the folder of their results.</summary>
    public static string[] Networks { get; } =
    [
        "ad01_int8",
        "mlperf_kws_i8",
        "mlperf_sww_i8",
        "pretrainedResnet_quant",
        "tinymaix_cifar10_q",
        "tinymaix_mbnet96_0.25_q",
        "tinymaix_mnist_arduino_q",
        "tinymaix_mnist_dw_q",
        "tinymaix_mnist_valid_q",
    ];

    /// <summary>Skips a test where the models are not there.</summary>
    public static void Require() =>
        Assert.SkipUnless(
            File.Exists(Path.Combine(Folder, "models", "expected.tar.xz")),
            $"no known results in {Path.GetFullPath(Folder)}"
        );

    /// <summary>The model file of a network.</summary>
    public static string FileOf(string network) =>
        ((string[])["models", "mlperf-tiny"]).Select(folder => Path.Combine(Folder, folder, network + ".tflite")).First(File.Exists);

    /// <summary>A folder of known results.</summary>
    public static string Results(params string[] parts) => Path.Combine([s_results.Value, .. parts]);

    /// <summary>The bytes of one sample of a NumPy file.</summary>
    public static byte[][] Samples(string file)
    {
        using var stream = File.OpenRead(file);
        var array = NumpyArray.Read(stream, file);
        var length = array.Data.Length / array.Shape[0];
        return [.. Enumerable.Range(0, array.Shape[0]).Select(sample => array.Data.AsSpan(sample * length, length).ToArray())];
    }

    private static string Unpack()
    {
        var folder = Directory.CreateTempSubdirectory("striate-known-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        using var tar = Process.Start("tar", ["-xJf", Path.Combine(Folder, "models", "expected.tar.xz"), "-C", folder]);
        tar.WaitForExit();
        return tar.ExitCode == 0
            ? Path.Combine(folder, "develop")
            : throw new InvalidOperationException("tar does not unpack the known results; install xz");
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Embedded.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside the repository");
    }
}
