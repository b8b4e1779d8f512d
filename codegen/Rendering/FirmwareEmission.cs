using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Lowering;
using Striate.Codegen.Naming;
using Striate.Codegen.Rendering;
using Striate.Model.Packaging;
using Striate.Model.Streaming;
using Striate.Platform;

namespace Striate.Codegen;

/// <summary>
/// The file that ties the firmware to one network: fixed names for the generated classes, and golden vectors for the
/// self-test. It belongs to the assembly of the firmware.
/// </summary>
public static class FirmwareEmission
{
    private const int ValuesPerLine = 16;

    /// <summary>The folder of the file, which no assembly of the network has as its name.</summary>
    public const string FolderSuffix = ".Firmware";

    /// <summary>Adds the file to the code of a network.</summary>
    /// <param name="code">The code.</param>
    /// <param name="package">The package that it was generated from.</param>
    /// <param name="options">The options that it was generated with.</param>
    /// <param name="packageSha256">For the stamp.</param>
    /// <param name="count">Golden vectors to take from the package, at most.</param>
    /// <param name="board">Port, pins and source of inputs; null: the golden vectors.</param>
    /// <exception cref="StriateException">
    /// The package has no golden vectors, or more are wanted than an assembly holds, or a board cannot have these settings.
    /// </exception>
    public static GeneratedCode AddTo(
        GeneratedCode code,
        ModelPackage package,
        GeneratorOptions options,
        string packageSha256,
        int count,
        FirmwareSettings? board = null
    )
    {
        if (board?.IsSensor == true && !package.Network.HasClasses)
        {
            var last = Location.Layer(package.Network.Layers[^1].Name);
            throw new UnsupportedNetworkException(
                Diagnostic.Create(
                    DiagnosticNumbers.NoClasses,
                    last,
                    "an application that reads a sensor reports a class, and this network's output has none"
                )
            );
        }

        var (network, form) = (package.Network, options.FormOf(package.Network));
        if (board?.IsSensor == true && form is not null && form.WindowSteps % form.Hop != 0)
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"{BlockForm.HopNumber} network '{network.Name}': a hop of {form.Hop} steps does not divide its window of {form.WindowSteps}; an application that reads a sensor needs one that does"
            );
        }

        ImmutableArray<GoldenVector> vectors =
        [
            .. package.GoldenVectors.Take(count).Select(vector => form is null ? vector : GoldenVectors.OfLastBlock(vector, form)),
        ];
        var layers = (form?.Block ?? network).Layers;
        var bytesPerVector = network.Input.Shape.Length + (4 * (layers.Length + network.Logits.Shape.Length));
        var limit = Limits.AssemblyInitialisers.Works;
        if (vectors.IsEmpty || (long)vectors.Length * bytesPerVector > limit)
        {
            throw new StriateException(
                ErrorKind.Usage,
                vectors.IsEmpty
                    ? $"network '{network.Name}': the package has no golden vectors for the firmware's self-test"
                    : $"network '{network.Name}': {vectors.Length} golden vectors of {bytesPerVector} bytes; an assembly holds {limit} bytes of tables; take fewer with --golden"
            );
        }

        var text = Templates.Render(
            "firmware",
            new
            {
                Stamp = Stamp.Of(network, packageSha256, options),
                code.Namespace,
                Class = code.NetworkClass,
                Name = Identifiers.Literal(network.Name),
                InputLength = network.Input.Shape.Length,
                Blocks = form is not null,
                InputMinimum = network.Input.Type.Minimum,
                InputMaximum = network.Input.Type.Maximum,
                IsInputSigned = network.Input.Type.Signed ? "true" : "false",
                network.HasClasses,
                InputZeroPoint = network.Input.ZeroPoint,
                OutputZeroPoint = network.Logits.ZeroPoint,
                PackageLow = Half(packageSha256, 0),
                PackageHigh = Half(packageSha256, 1),
                HasLabels = network.Labels.Length > 0,
                ReadingType = ReadingType(package),
                Layers = layers.Select(layer => Identifiers.Literal(layer.Name)).ToArray(),
                GoldenVectors = vectors.Length,
                Inputs = Lines(vectors.SelectMany(vector => vector.Input), value => value.ToString(CultureInfo.InvariantCulture)),
                Crcs = Lines(
                    vectors.SelectMany(vector => code.TracedCrcs(vector.LayerCrcs)),
                    value => "0x" + value.ToString("X8", CultureInfo.InvariantCulture)
                ),
                Logits = Lines(vectors.SelectMany(vector => vector.Logits), value => value.ToString(CultureInfo.InvariantCulture)),
            }
        );
        var block = (form?.Block ?? network).Input.Shape.Length;
        var settings = (board ?? FirmwareSettings.Of(options.Target ?? Targets.Default)).Checked(network.Input.Shape.Length);
        var boardText = BoardText(
            form is null ? settings : settings with { AdcHop = form.Hop },
            block,
            Stamp.Of(network, packageSha256, options)
        );
        var folder = code.NetworkClass + FolderSuffix;
        return code with
        {
            Files = code
                .Files.Add(new GeneratedFile(folder, "Board.cs", boardText, Layer: null))
                .Add(new GeneratedFile(folder, "Model.cs", text, Layer: null)),
        };
    }

    /// <summary>The number by which firmware and host tell packages apart: the first eight bytes of the SHA-256.</summary>
    public static ulong PackageNumber(string packageSha256) => (uint)Half(packageSha256, 0) | ((ulong)(uint)Half(packageSha256, 1) << 32);

    private static int Half(string packageSha256, int half) =>
        BinaryPrimitives.ReadInt32LittleEndian(Convert.FromHexString(packageSha256.AsSpan(8 * half, 8)));

    /// <summary>The file that says how a recorder meets the board: it has no network.</summary>
    /// <param name="settings">With a sensor.</param>
    /// <exception cref="StriateException">A board cannot have these settings.</exception>
    public static string RecorderBoard(FirmwareSettings settings) =>
        BoardText((settings with { Reports = true, AdcHop = 1 }).Checked(settings.Channels), settings.Channels, Stamp.OfRecorder());

    private static string ReadingType(ModelPackage package) =>
        Preparation.Of(InputContract.Of(package), package.Network.Input.Shape.Length)?.Type ?? "";

    private static string BoardText(FirmwareSettings settings, int inputLength, string stamp)
    {
        var (timing, motion) = (SensorTiming.Of(settings, inputLength), settings.Motion);
        return Templates.Render(
            "firmware.board",
            new
            {
                Stamp = stamp,
                Source = settings.Source == FirmwareSource.I2cImu ? "Motion" : settings.Source.ToString(),
                settings.Port,
                settings.TransmitPin,
                settings.ReceivePin,
                settings.BaudRate,
                settings.TimedInferences,
                Reports = Flag(settings.Reports),
                IsConcurrent = Flag(settings.Source == FirmwareSource.Adc && timing.IsConcurrent),
                timing.Window,
                settings.Channels,
                settings.SampleMicroseconds,
                SensorTiming.YieldMicroseconds,
                TickMicroseconds = (int)SchedulingTimes.Tick.TotalMicroseconds,
                Hop = settings.AdcHop == 0 ? timing.Window : settings.AdcHop,
                settings.Votes,
                AdcChannels = string.Join(", ", settings.AdcChannels),
                Motion = settings.Source != FirmwareSource.I2cImu
                    ? null
                    : new
                    {
                        IsMpu6050 = Flag(motion.Sensor == MotionSensor.Mpu6050),
                        Address = motion.UsedAddress,
                        Rate = motion.RateCode,
                        Filter = motion.FilterCode,
                        motion.DataPin,
                        motion.ClockPin,
                    },
            }
        );
    }

    private static string Flag(bool value) => value ? "true" : "false";

    private static string[] Lines<T>(IEnumerable<T> values, Func<T, string> text) =>
        [.. values.Chunk(ValuesPerLine).Select(line => string.Join(", ", line.Select(text)))];
}
