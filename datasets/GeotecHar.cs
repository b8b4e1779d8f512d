using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Striate.DataSets.Reading;
using Striate.Model.Graph;

namespace Striate.DataSets;

/// <summary>
/// Accelerometer and gyroscope of a smartphone, 100 Hz, 23 people, five activities (Matey-Sanz, Casteleyn, Granell, Data
/// in Brief 2023, 109809; CC BY 4.0). Split by person, never by window: every fifth person (s05, s10, s15, s20) is held
/// out, so that the figures tell about people the network has not seen.
/// </summary>
public static class GeotecHar
{
    /// <summary>Steps of a window: 1.28 s.</summary>
    public const int WindowLength = 128;

    private const int Hop = 32;
    private const int Channels = 6;
    private const int MaximumSteps = 1_000_000;
    private const string Header = "x_acc,y_acc,z_acc,x_gyro,y_gyro,z_gyro,timestamp,label";
    private const string Origin = "https://doi.org/10.5281/zenodo.8398688";

    /// <summary>
    /// Integers per m/s^2 of the accelerometer and per rad/s of the gyroscope: 32 m/s^2 and 10.6 rad/s fill the range, and
    /// what is beyond is clamped.
    /// </summary>
    private static readonly double[] s_gains = [4, 4, 4, 12, 12, 12];

    private static readonly SignalWindows s_windows = new(WindowLength, Hop);

    private static readonly ImmutableArray<string> s_labels = ["SEATED", "STANDING_UP", "WALKING", "TURNING", "SITTING_DOWN"];

    /// <summary>Whether a folder holds recordings as published.</summary>
    public static bool IsIn(string folder) =>
        Directory.Exists(folder) && Recordings(folder).FirstOrDefault() is { } file && HasHeader(file);

    /// <summary>Reads all recordings of the phone. The input is 1 x 128 x 6, int8, scale 1/64.</summary>
    /// <param name="folder">Holds the folder <c>DATA</c> as published, or is it.</param>
    /// <param name="areRecordingsKept">Whether the recordings held out are kept beside their windows.</param>
    /// <exception cref="StriateException">Files are missing or have another form.</exception>
    public static DataSet Load(string folder, bool areRecordingsKept = false)
    {
        string[] files = [.. Recordings(folder).Order(StringComparer.Ordinal)];
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (parts, recordings) = (new List<(bool HeldOut, Samples Windows)>(), new List<SignalRecording>());
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            sum.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file) + '\n'));
            sum.AppendData(bytes);
            var (values, classes) = Steps(new StringReader(Encoding.UTF8.GetString(bytes)), file);
            var isHeldOut = IsHeldOut(file);
            parts.Add((isHeldOut, s_windows.Cut(values, classes)));
            if (areRecordingsKept && isHeldOut && classes.Length >= WindowLength)
            {
                recordings.Add(
                    new SignalRecording(file, [.. System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan())], [.. classes])
                    {
                        Tie = Tie.Lowest,
                    }
                );
            }
        }

        var training = SignalWindows.Join([.. parts.Where(part => !part.HeldOut).Select(part => part.Windows)]);
        var test = SignalWindows.Join([.. parts.Where(part => part.HeldOut).Select(part => part.Windows)]);
        return training.Count > 0 && test.Count > 0
            ? new DataSet(
                "geotec-har",
                Convert.ToHexStringLower(sum.GetHashAndReset()),
                new FeatureMap(new Shape(1, WindowLength, Channels), IntegerType.Int8, 1.0 / 64),
                s_labels,
                training,
                test
            )
            {
                Recordings = [.. recordings],
            }
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{folder} holds no recordings sXX/sXX_YY_sp.csv of people to learn from and of people held out; they come from {Origin}"
            );
    }

    /// <summary>The windows of one recording.</summary>
    /// <exception cref="StriateException">A line has another form.</exception>
    public static Samples Parse(TextReader text, string name)
    {
        var (values, classes) = Steps(text, name);
        return s_windows.Cut(values, classes);
    }

    private static (sbyte[] Values, int[] Classes) Steps(TextReader text, string name)
    {
        if (text.ReadLine() != Header)
        {
            throw new StriateException(ErrorKind.BadFile, $"{name}: its first line is not '{Header}'");
        }

        var values = new List<sbyte>();
        var classes = new List<int>();
        while (text.ReadLine() is { } line)
        {
            var fields = line.Split(',');
            var label = fields.Length == Channels + 2 ? s_labels.IndexOf(fields[^1]) : -1;
            if (label < 0 || classes.Count >= MaximumSteps)
            {
                throw new StriateException(
                    ErrorKind.BadFile,
                    $"{name}, line {classes.Count + 2}: not {Channels + 1} numbers and one of {string.Join(", ", s_labels)}"
                );
            }

            for (var channel = 0; channel < Channels; channel++)
            {
                values.Add(
                    double.TryParse(fields[channel], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    && double.IsFinite(value)
                        ? (sbyte)Math.Clamp(Math.Round(value * s_gains[channel]), sbyte.MinValue, sbyte.MaxValue)
                        : throw new StriateException(
                            ErrorKind.BadFile,
                            $"{name}, line {classes.Count + 2}: '{fields[channel]}' is not a number"
                        )
                );
            }

            classes.Add(label);
        }

        return ([.. values], [.. classes]);
    }

    private static IEnumerable<string> Recordings(string folder)
    {
        var published = Path.Combine(folder, "DATA");
        var source = Directory.Exists(published) ? published : folder;
        return Directory.Exists(source) ? Directory.EnumerateFiles(source, "s??_??_sp.csv", SearchOption.AllDirectories) : [];
    }

    private static bool HasHeader(string file)
    {
        using var text = new StreamReader(file);
        var start = new char[Header.Length];
        return text.ReadBlock(start) == start.Length && Header.AsSpan().SequenceEqual(start);
    }

    private static bool IsHeldOut(string file) =>
        int.TryParse(Path.GetFileName(file).AsSpan(1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var person)
            ? person % 5 == 0
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{file}: a recording is named sXX_YY_sp.csv, XX the number of the person; rename or remove it"
            );
}
