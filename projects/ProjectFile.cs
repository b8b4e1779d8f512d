using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Striate.Codegen;
using Striate.DataSets.Reading;
using Striate.Import;
using Striate.Model.Graph;
using Striate.Model.Graph.Validation;
using Striate.Model.Packaging;
using Striate.Platform;

namespace Striate.Projects;

/// <summary>Reads <c>striate.toml</c>. Every key that is not known is an error with its line and the nearest one that is.</summary>
public static partial class ProjectFile
{
    /// <summary>The highest GPIO that a pin can be.</summary>
    internal const int MaximumPin = 48;

    /// <summary>Golden vectors of a self-test whose project file gives none.</summary>
    public const int DefaultGoldenVectors = 4;

    private const int MaximumGoldenVectors = 4096;
    private const int MaximumAdcChannel = 19;
    private const int MaximumAdcChannels = 8;
    private const int MicrosecondsPerSecond = 1_000_000;
    private const int MaximumLabels = 4096;

    // What other frameworks call their models' files.
    private static readonly string[] s_models = [".tflite", ".onnx", ".keras", ".h5", ".pt", ".pth"];

    // Sections that someone may look for; striate.toml says what becomes of a package, not how it is trained.
    private static readonly Dictionary<string, string> s_elsewhere = ((string[])["train", "training", "trainer"]).ToDictionary(
        name => name,
        _ => "does not belong here: 'striate train' makes a package, and [import] converts a model of another framework; remove the section"
    );

    private static readonly string[] s_sections = ["", "import", "generator", "budget", "accuracy", "board"];

    /// <summary>Reads the project of a folder.</summary>
    /// <param name="path">The folder, or the file itself.</param>
    /// <exception cref="StriateException">It is missing or wrong.</exception>
    public static Project Read(string path)
    {
        var file = Path.GetFullPath(Directory.Exists(path) ? Path.Combine(path, Project.FileName) : path);
        if (!File.Exists(file))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{file} is missing; a project is a folder with a {Project.FileName}, see docs/project-file.md"
            );
        }

        using var stream = File.OpenRead(file);
        var content = new byte[TomlDocument.MaximumBytes + 1];
        var length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return Parse(content.AsSpan(0, length), file);
    }

    /// <summary>Reads the content of a project file.</summary>
    /// <param name="content">UTF-8, at most 64 KiB.</param>
    /// <param name="file">Full path; other paths are relative to its folder.</param>
    /// <exception cref="StriateException">It is wrong.</exception>
    public static Project Parse(ReadOnlySpan<byte> content, string file)
    {
        var document = TomlDocument.Parse(content, file, s_sections, s_elsewhere);
        var (top, folder) = (document[""], Path.GetDirectoryName(file)!);
        var (output, import) = (top.Text("output") ?? "generated", Import(document["import"], folder));
        var (target, budget) = (Target(top, folder, document["board"]), Budget(document["budget"]));
        var project = new Project(
            file,
            Package(top, folder, import is not null),
            import,
            ProjectPaths.Written(folder, output)
                ?? throw top.Wrong("output", "must be a folder below that of the project file, not reached through a link"),
            target,
            Generator(document["generator"]) with
            {
                Target = target,
                Maximum = new Budgets(budget.IlBytes, budget.HeapBytes, budget.FlashBytes),
            },
            (int)(document["generator"].Integer("golden", 1, MaximumGoldenVectors) ?? DefaultGoldenVectors),
            budget,
            Accuracy(document["accuracy"], folder),
            Board(document["board"], folder, target)
        )
        {
            TargetFile =
                top.Text("target") is { } own && own.EndsWith(TargetFile.Extension, StringComparison.OrdinalIgnoreCase)
                    ? ProjectPaths.Read(folder, own)
                    : null,
        };
        foreach (var section in s_sections)
        {
            document[section].RefuseOthers();
        }

        if (
            project.Generator.Hop is { } hop
            && project.Board.Firmware is { AdcHop: > 0, Source: var source } firmware
            && firmware.AdcHop != hop
        )
        {
            throw document["board"]
                .Wrong(
                    source == FirmwareSource.I2cImu ? "imu-hop" : "adc-hop",
                    $"is {firmware.AdcHop}, and the code takes {hop} steps at once ([generator] hop); leave it out"
                );
        }

        if (ProjectPaths.Overlap(project.Output, project.Board.Folder))
        {
            throw document["board"].Wrong("folder", "and output must not contain each other: striate removes stale files from both");
        }

        return project;
    }

    // A package that is imported is written: no other file, and none outside, may be in its place.
    private static string Package(TomlSection top, string folder, bool isWritten)
    {
        var package = top.Text("package") ?? throw top.Wrong("package", $"is missing: name the model package ({PackageFile.Extension})");
        return s_models.Any(extension => package.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                ? throw top.Wrong(
                    "package",
                    $"is a model of another framework; name it in [import] model, and the package that it becomes ({PackageFile.Extension}) here"
                )
            : !isWritten ? ProjectPaths.Read(folder, package)
            : !package.EndsWith(PackageFile.Extension, StringComparison.OrdinalIgnoreCase)
                ? throw top.Wrong("package", $"must be a file NAME{PackageFile.Extension}: [import] writes it")
            : ProjectPaths.Written(folder, package)
                ?? throw top.Wrong("package", "must be a file below the project's folder, not reached through a link: [import] writes it");
    }

    private static ImportSettings? Import(TomlSection section, string folder)
    {
        var options = new ImportOptions(
            Checked(section, "name", Names.IsName, "is refused: " + Names.NameRule),
            section.Texts("labels", MaximumLabels),
            section.Boolean("drop-softmax") ?? ImportOptions.Default.DropSoftmax
        );
        if (!options.Labels.All(Names.IsLabel))
        {
            throw section.Wrong("labels", "are refused: " + Names.LabelRule);
        }

        var samples = section.Text("calibration") is { } calibration ? ProjectPaths.Read(folder, calibration) : null;
        options = options with
        {
            CalibrationOption = "[import] calibration",
            Quantisation = Quantisation(section, samples is not null),
            Preparation = Preparation(section),
        };
        return section.Text("model") is { } model ? new ImportSettings(ProjectPaths.Read(folder, model), options, samples)
            : section.IsGiven ? throw section.Wrong("model", "is missing: name the model file (.tflite or .onnx) that becomes the package")
            : null;
    }

    private static InputPreparation? Preparation(TomlSection section)
    {
        ImmutableArray<double> Numbers(string key, int most) => section.Numbers(key, double.MinValue, double.MaxValue, most);
        return InputPreparation.Of(
            Numbers("mean", InputPreparation.MaximumChannels),
            Numbers("std", InputPreparation.MaximumChannels),
            Numbers("input-range", 2),
            section.Wrong
        );
    }

    private static CalibrationOptions Quantisation(TomlSection section, bool hasSamples)
    {
        var (ranges, equalises, corrects) = (
            section.Choice("ranges", [.. CalibrationRangeNames.All]),
            section.Boolean("equalisation"),
            section.Boolean("bias-correction")
        );
        var (bits, bytes) = (section.Integer("bits", 2, 8), section.Size("weight-bytes", 1, int.MaxValue));
        var given =
            ranges is not null ? "ranges"
            : equalises is not null ? "equalisation"
            : corrects is not null ? "bias-correction"
            : bits is not null ? "bits"
            : bytes is not null ? "weight-bytes"
            : null;
        if (given is not null && !hasSamples)
        {
            throw section.Wrong(
                given,
                "has no effect without calibration, the samples that a float model is quantised by; name them, or remove it"
            );
        }

        return new CalibrationOptions(
            CalibrationRangeNames.Of(ranges),
            equalises ?? true,
            corrects ?? true,
            (int)(bits ?? new CalibrationOptions().Bits),
            bytes
        );
    }

    private static Target Target(TomlSection top, string folder, TomlSection board)
    {
        var target = top.Text("target") switch
        {
            null => Targets.Default,
            var path when path.EndsWith(TargetFile.Extension, StringComparison.OrdinalIgnoreCase) => TargetFile.Read(
                ProjectPaths.Read(folder, path)
            ),
            _ => Targets.Get(top.Choice("target", [.. Targets.All.Select(target => target.Name)])!),
        };
        try
        {
            return target.With(RuntimeVersion(board) is { } version ? Version.Parse(version) : null);
        }
        catch (StriateException problem)
        {
            throw board.Wrong("firmware-version", $"is refused: {problem.Message}");
        }
    }

    private static string? RuntimeVersion(TomlSection board) =>
        Checked(board, "firmware-version", Versions().IsMatch, "must be a version, such as 1.12.4.289");

    private static GeneratorOptions Generator(TomlSection section)
    {
        var options = new GeneratorOptions();
        var strategy = section.Choice("strategy", [.. Enum.GetNames<Strategy>().Select(name => name.ToLowerInvariant())]);
        return options with
        {
            Strategy = strategy is null ? options.Strategy : Enum.Parse<Strategy>(strategy, ignoreCase: true),
            Namespace =
                Checked(section, "namespace", GeneratorOptions.IsNamespace, "must be a C# namespace, such as My.Networks")
                ?? options.Namespace,
            ClassName = Checked(section, "class", GeneratorOptions.IsClassName, "is refused: " + GeneratorOptions.ClassNameRule),
            HasInstances = section.Boolean("instances") ?? false,
            Hop = GeneratorHop(section),
        };
    }

    // A hop that is looked for would change with the generator.
    private static int? GeneratorHop(TomlSection section) =>
        (section.Boolean("streaming"), section.Integer("hop", 1, NetworkLimits.MaximumMapValues)) switch
        {
            (true, null) => throw section.Wrong(
                "hop",
                "is missing: steps of time that the code takes at once; 'striate generate PACKAGE --out FOLDER --streaming --hop auto' finds one"
            ),
            (true, var hop) => (int?)hop,
            (_, not null) => throw section.Wrong("hop", "does nothing without streaming = true"),
            _ => null,
        };

    private static Budget Budget(TomlSection section) =>
        new(
            section.Size("max-il", 1, int.MaxValue),
            section.Size("max-heap", 1, int.MaxValue),
            section.Size("max-flash", 1, int.MaxValue),
            section.Integer("max-instructions", 1, long.MaxValue)
        );

    private static AccuracyGoal? Accuracy(TomlSection section, string folder)
    {
        var (minimum, dataSet, data) = (section.Number("minimum", 0, 100), section.Text("data-set"), section.Text("data"));
        var reading = DataToml.OptionsOf(section) is var given && given == new DataOptions() ? null : given;
        if (given.Transform is not null)
        {
            throw section.Wrong("input-transform", "has no effect: the package says how readings become its input; remove it");
        }

        return (minimum, dataSet) switch
        {
            (null, null) when data is null && reading is null => null,
            (null, _) => throw section.Wrong("minimum", "is missing: the accuracy that must hold, in percent"),
            (_, null) => throw section.Wrong("data-set", "is missing: the data set that the accuracy is judged on"),
            _ => new AccuracyGoal(minimum.Value, dataSet, data is null ? null : ProjectPaths.Read(folder, data), reading),
        };
    }

    private static BoardSettings Board(TomlSection section, string folder, Target target)
    {
        var settings = Firmware(section, target);
        if (settings.ProblemOn(target) is { } unfit)
        {
            throw section.Wrong(unfit.StartsWith("native-usb", StringComparison.Ordinal) ? "native-usb" : "uart", "is refused: " + unfit);
        }

        // What depends on the network's input is checked when the code is generated.
        if ((settings with { Source = FirmwareSource.Golden, Reports = false }).Problem(1) is { } problem)
        {
            throw section.Wrong(problem.StartsWith("pins", StringComparison.Ordinal) ? "tx" : "uart", "is refused: " + problem);
        }

        return new BoardSettings(
            ProjectPaths.Written(folder, section.Text("folder") ?? "board")
                ?? throw section.Wrong("folder", "must be a folder below that of the project file, not reached through a link"),
            HostPort(section, "port"),
            HostPort(section, "flash-port"),
            settings,
            RuntimeImage(section, target),
            RuntimeVersion(section)
        );
    }

    private static string RuntimeImage(TomlSection section, Target target)
    {
        var image = Checked(section, "nanoff-target", RuntimeImageName.IsOne, RuntimeImageName.Rule) ?? target.RuntimeImage;
        return RuntimeImageName.ChipOf(image) is { } chip && chip != target.Chip
            ? throw section.Wrong(
                "nanoff-target",
                $"is for the chip {chip}, and target '{target.Name}' is an {target.Chip}: the application would be written to the wrong address; name a target with that chip"
            )
            : image;
    }

    private static FirmwareSettings Firmware(TomlSection section, Target target)
    {
        var input = section.Choice("input", FirmwareSources.Names);
        var (defaults, channels) = (
            FirmwareSettings.Of(target),
            section.Integers("adc-channels", 0, MaximumAdcChannel, MaximumAdcChannels)
        );
        return defaults with
        {
            Source = input is null ? defaults.Source : FirmwareSources.Of(input),
            Port = section.Text("uart") ?? defaults.Port,
            BaudRate = (int)(section.Integer("baud", 1200, 2_000_000) ?? defaults.BaudRate),
            TransmitPin = (int)(section.Integer("tx", FirmwareSettings.OwnPins, MaximumPin) ?? defaults.TransmitPin),
            ReceivePin = (int)(section.Integer("rx", FirmwareSettings.OwnPins, MaximumPin) ?? defaults.ReceivePin),
            NativeUsb = section.Boolean("native-usb") ?? defaults.NativeUsb,
            AdcChannels = channels.IsEmpty ? defaults.AdcChannels : channels,
            AdcMicroseconds =
                MicrosecondsPerSecond / (int)(section.Integer("adc-hertz", 1, 10_000) ?? MicrosecondsPerSecond / defaults.AdcMicroseconds),
            AdcHop = Hop(section, input is null ? defaults.Source : FirmwareSources.Of(input)) ?? defaults.AdcHop,
            Motion = Motion(section),
            Reports = section.Boolean("reports") ?? defaults.Reports,
            Votes = (int)(section.Integer("votes", 1, FirmwareSettings.MaximumVotes) ?? defaults.Votes),
        };
    }

    // Both keys are read, so that neither is unknown where the other counts.
    private static int? Hop(TomlSection section, FirmwareSource source)
    {
        var (analogue, motion) = (section.Integer("adc-hop", 1, ushort.MaxValue), section.Integer("imu-hop", 1, ushort.MaxValue));
        return (int?)(source == FirmwareSource.I2cImu ? motion : analogue);
    }

    private static MotionSettings Motion(TomlSection section)
    {
        var (defaults, sensor) = (
            new MotionSettings(),
            section.Choice("imu", [.. Enum.GetValues<MotionSensor>().Select(MotionSettings.NameOf)])
        );
        return defaults with
        {
            Sensor = Enum.GetValues<MotionSensor>().FirstOrDefault(known => MotionSettings.NameOf(known) == sensor, defaults.Sensor),
            Axes = (int)(section.Integer("imu-axes", 3, 6) ?? defaults.Axes),
            Hertz = (int)(section.Integer("imu-hertz", 1, 1000) ?? defaults.Hertz),
            Address = (int?)section.Integer("imu-address", 1, 127),
            DataPin = (int)(section.Integer("sda", 0, MaximumPin) ?? defaults.DataPin),
            ClockPin = (int)(section.Integer("scl", 0, MaximumPin) ?? defaults.ClockPin),
        };
    }

    // What starts with a hyphen would be an option of the programs that it is handed to.
    private static string? HostPort(TomlSection section, string key) =>
        Checked(section, key, port => !port.StartsWith('-'), "must be a serial port of this computer, such as /dev/ttyUSB0 or COM7");

    private static string? Checked(TomlSection section, string key, Func<string, bool> isRight, string reason) =>
        section.Text(key) is { } text && !isRight(text) ? throw section.Wrong(key, reason) : section.Text(key);

    [GeneratedRegex(@"^[0-9]{1,6}(\.[0-9]{1,6}){1,3}\z")]
    private static partial Regex Versions();
}
