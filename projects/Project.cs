using Striate.Codegen;
using Striate.DataSets.Reading;
using Striate.Import;
using Striate.Platform;

namespace Striate.Projects;

/// <summary>What <c>striate.toml</c> says: which package becomes which code, for which board, and what must hold.</summary>
/// <param name="File">Full path of the file.</param>
/// <param name="Package">Full path of the model package; inside the project's folder where it is imported.</param>
/// <param name="Import">The model that the package is imported from; null: the package was trained, or imported by hand.</param>
/// <param name="Output">Full path of the folder for generated code; inside the project's folder.</param>
/// <param name="Target">The kind of board; its heap and its flash are budgets too.</param>
/// <param name="Generator">Options of the generator.</param>
/// <param name="GoldenVectors">Golden vectors for the self-test of the firmware.</param>
/// <param name="Budget">What the generated code may cost.</param>
/// <param name="Accuracy">What accuracy must hold; null: none was asked for.</param>
/// <param name="Board">How the board is reached and what its firmware does.</param>
public sealed record Project(
    string File,
    string Package,
    ImportSettings? Import,
    string Output,
    Target Target,
    GeneratorOptions Generator,
    int GoldenVectors,
    Budget Budget,
    AccuracyGoal? Accuracy,
    BoardSettings Board
)
{
    /// <summary>Name of the file that makes a folder a project.</summary>
    public const string FileName = "striate.toml";

    /// <summary>Full path of the file that describes the board; null: the target has a name.</summary>
    public string? TargetFile { get; init; }

    /// <summary>Folder of the file.</summary>
    public string Folder => Path.GetDirectoryName(File)!;
}

/// <summary>A model of another framework that becomes the project's package.</summary>
/// <param name="Model">Full path of the model file.</param>
/// <param name="Options">How it is taken over.</param>
/// <param name="Calibration">Full path of the samples that a float model is quantised by; null: it has integers already.</param>
public sealed record ImportSettings(string Model, ImportOptions Options, string? Calibration = null);

/// <summary>Upper limits; null where none is set.</summary>
/// <param name="IlBytes">Bytes of IL in all assemblies.</param>
/// <param name="HeapBytes">Managed heap, bytes of a device: objects, frames, the loader's tables.</param>
/// <param name="FlashBytes">Bytes of flash that the network's assemblies take.</param>
/// <param name="Instructions">IL instructions of the slowest inference.</param>
public sealed record Budget(long? IlBytes, long? HeapBytes, long? FlashBytes, long? Instructions);

/// <summary>The accuracy below which nothing is generated.</summary>
/// <param name="Minimum">Percent of the test samples, on the integer reference.</param>
/// <param name="DataSet">Name of the data set.</param>
/// <param name="Data">Full path of the folder with its files; null for those that need none.</param>
/// <param name="Reading">How a person's own data are read, where that differs from what the data and the package say; null: it does
/// not.</param>
public sealed record AccuracyGoal(double Minimum, string DataSet, string? Data, DataOptions? Reading = null);

/// <summary>How a board is reached and what its firmware does.</summary>
/// <param name="Folder">Full path of the folder for the board's application; below the project's folder.</param>
/// <param name="Port">Serial port of this computer that the board's inputs go through, such as <c>/dev/ttyUSB1</c> or <c>COM7</c>; null:
/// none is set.</param>
/// <param name="FlashPort">Serial port that the board is flashed through; null: none is set.</param>
/// <param name="Firmware">Source of inputs, port and pins on the board.</param>
/// <param name="RuntimeImage">Name of the image of nanoFramework's runtime, as nanoff names it.</param>
/// <param name="RuntimeVersion">Version of nanoFramework's runtime; null: the newest.</param>
public sealed record BoardSettings(
    string Folder,
    string? Port,
    string? FlashPort,
    FirmwareSettings Firmware,
    string RuntimeImage,
    string? RuntimeVersion
);
