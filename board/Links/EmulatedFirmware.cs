using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Codegen.Compilation;
using Striate.Model.Packaging;
using Striate.Platform.Deployment;

namespace Striate.Board.Links;

/// <summary>The firmware with a network: its own sources, compiled as for a board, or what an image holds.</summary>
/// <param name="Assemblies">In load order; the firmware is last.</param>
public sealed record EmulatedFirmware(ImmutableArray<CompiledAssembly> Assemblies)
{
    /// <summary>Name of the assembly with Main.</summary>
    public const string Name = "Striate.Firmware";

    /// <summary>The firmware's source files.</summary>
    public static ImmutableArray<SourceText> Sources { get; } =
    [
        .. FirmwareFiles
            .Names.Where(name => name.EndsWith(".cs", StringComparison.Ordinal))
            .Select(name => new SourceText(name, FirmwareFiles.Text(name))),
    ];

    private const string BoardFile = "Board.cs";

    private static readonly ImmutableArray<SourceText> MotionSources =
    [
        .. FirmwareFiles.Motion.Select(file => new SourceText(file.Name, file.Text)),
    ];
    private static readonly ImmutableArray<SourceText> RecorderSources =
    [
        .. FirmwareFiles.Recorder.Select(file => new SourceText(file.Name, file.Text)),
    ];
    private static readonly ImmutableArray<SourceText> CoreSources =
    [
        .. FirmwareFiles.Core.Select(file => new SourceText(file.Name, file.Text)),
    ];

    /// <summary>The firmware's source files for settings: those of a motion sensor where there is one.</summary>
    public static ImmutableArray<SourceText> SourcesFor(FirmwareSettings settings) =>
        settings.Source == FirmwareSource.I2cImu ? [.. Sources, .. MotionSources] : Sources;

    /// <summary>Compiles the application that records.</summary>
    /// <param name="settings">With a sensor.</param>
    /// <exception cref="StriateException">A board cannot have these settings.</exception>
    public static EmulatedFirmware Recorder(FirmwareSettings settings)
    {
        SourceText[] sources =
        [
            .. RecorderSources,
            .. settings.Source == FirmwareSource.I2cImu ? MotionSources : [],
            new SourceText(BoardFile, FirmwareEmission.RecorderBoard(settings)),
        ];
        return new EmulatedFirmware([CSharpCompiler.Compile(Name, sources, [], executable: true).Required()]);
    }

    /// <summary>Compiles the firmware around a network.</summary>
    /// <param name="build">The generated code.</param>
    /// <param name="package">The package that it was generated from.</param>
    /// <param name="options">The options that it was generated with.</param>
    /// <param name="packageSha256">SHA-256 of the package.</param>
    /// <param name="settings">Port, pins and source of inputs.</param>
    /// <param name="golden">Golden vectors for the self-test, at most.</param>
    /// <param name="needsCoreAlone">Leaves out what needs another library than the core library, where the golden vectors are the
    /// inputs.</param>
    /// <exception cref="StriateException">The package has no golden vectors, or a board cannot have these settings.</exception>
    public static EmulatedFirmware Compile(
        BuildResult build,
        ModelPackage package,
        GeneratorOptions options,
        string packageSha256,
        FirmwareSettings settings,
        int golden,
        bool needsCoreAlone = false
    )
    {
        var isCore = settings.Source == FirmwareSource.Golden && needsCoreAlone;
        var files = FirmwareEmission
            .AddTo(build.Code, package, options, packageSha256, golden, settings)
            .Files.Where(file =>
                file.Assembly.EndsWith(FirmwareEmission.FolderSuffix, StringComparison.Ordinal) && !(isCore && file.Name == BoardFile)
            )
            .Select(file => new SourceText(file.Name, file.Text));
        CompiledAssembly[] parts = [.. build.Assemblies, build.TraceAssembly];
        var firmware = CSharpCompiler
            .Compile(Name, [.. isCore ? CoreSources : SourcesFor(settings), .. files], parts, executable: true)
            .Required();
        return new EmulatedFirmware([.. parts, firmware]);
    }

    /// <summary>The application of an image, byte for byte.</summary>
    public static EmulatedFirmware Of(DeploymentImage image) =>
        new([.. image.Application.Select(assembly => new CompiledAssembly(assembly.Name, [.. assembly.Bytes.Span]))]);
}
