using System.Text.Json;

namespace Striate.Emulator.Reporting;

/// <summary>A measured run on a board: what it executed and how long it took.</summary>
/// <param name="Board">Name of the board, as the target is called.</param>
/// <param name="Firmware">Version of the firmware.</param>
/// <param name="CostUnits">Cost units of the measured run, from the emulator; positive.</param>
/// <param name="Microseconds">Measured time; positive.</param>
public sealed record Calibration(string Board, string Firmware, long CostUnits, double Microseconds)
{
    /// <summary>Nanoseconds per cost unit.</summary>
    public double NanosecondsPerCostUnit => Microseconds * 1000 / CostUnits;
}

/// <summary>Calibrations in a JSON file, one per board and firmware version.</summary>
public static class CalibrationStore
{
    private const long MaximumBytes = 1 << 20;

    /// <summary>All of them; none when there is no file.</summary>
    /// <exception cref="FormatException">The file is too long, no JSON, or holds figures that are not positive.</exception>
    public static IReadOnlyList<Calibration> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        if (new FileInfo(path).Length > MaximumBytes)
        {
            throw new FormatException($"calibrations '{path}': more than {MaximumBytes} bytes");
        }

        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(path), ReportJson.Default.ListCalibration) ?? [];
            return read.TrueForAll(IsValid)
                ? read
                : throw new FormatException($"calibrations '{path}': cost units and microseconds must be positive");
        }
        catch (JsonException error)
        {
            throw new FormatException($"calibrations '{path}', line {(error.LineNumber ?? 0) + 1}: not the JSON of calibrations", error);
        }
    }

    /// <summary>The one for a board and firmware, or null.</summary>
    public static Calibration? Find(string path, string board, string firmware) =>
        Read(path).FirstOrDefault(calibration => calibration.Board == board && calibration.Firmware == firmware);

    /// <summary>Adds a calibration or replaces the one of the same board and firmware; the file is never half-written.</summary>
    /// <exception cref="ArgumentException">Cost units or microseconds are not positive.</exception>
    public static void Save(string path, Calibration calibration)
    {
        if (!IsValid(calibration))
        {
            throw new ArgumentException("cost units and microseconds must be positive");
        }

        List<Calibration> all =
        [
            .. Read(path).Where(other => (other.Board, other.Firmware) != (calibration.Board, calibration.Firmware)),
            calibration,
        ];
        all.Sort((a, b) => string.CompareOrdinal(a.Board + '\0' + a.Firmware, b.Board + '\0' + b.Firmware));
        Write(path, JsonSerializer.SerializeToUtf8Bytes(all, ReportJson.Default.ListCalibration));
    }

    // Beside its place under a name that nobody else has, then renamed.
    private static void Write(string path, byte[] content)
    {
        var full = Path.GetFullPath(path);
        var temporary = Path.Combine(Path.GetDirectoryName(full) ?? full, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}");
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static bool IsValid(Calibration calibration) =>
        calibration is { CostUnits: > 0, Microseconds: > 0, Board: not null, Firmware: not null }
        && double.IsFinite(calibration.Microseconds);
}
