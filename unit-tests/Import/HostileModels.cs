using Striate.Import;
using Striate.Model.Graph.Validation;

namespace Striate.UnitTests.Import;

/// <summary>What every import of an untrusted file comes to: a valid package or lines, within memory that the file bounds.</summary>
internal static class HostileModels
{
    // What all threads allocate for one import: so much for each byte of the file, and so much for tables, maps and fits.
    private const long BytesPerByte = 1536;
    private const int MostRepetitions = 3;

    /// <summary>Imports bytes; returns what was refused.</summary>
    /// <param name="file">The file.</param>
    /// <param name="freeBytes">Bytes that an import may allocate whatever the file's length.</param>
    /// <param name="options">The user's choices; null: none.</param>
    /// <param name="folder">Where files beside the model may stand.</param>
    public static string[] TakenOverOrRefused(byte[] file, long freeBytes, ImportOptions? options = null, string? folder = null)
    {
        // What other tests left behind may allocate meanwhile: of several imports one is alone.
        var (bytes, lines) = Import(file, options ?? ImportOptions.Default, folder);
        for (var again = 0; bytes >= (BytesPerByte * file.Length) + freeBytes && again < MostRepetitions; again++)
        {
            (bytes, lines) = Import(file, options ?? ImportOptions.Default, folder);
        }

        bytes.ShouldBeLessThan((BytesPerByte * file.Length) + freeBytes, lines.FirstOrDefault());
        foreach (var line in lines)
        {
            line.ShouldStartWith("STR18");
            line.Any(char.IsControl).ShouldBeFalse(line);
            line.Length.ShouldBeLessThan(1000);
        }

        return [.. lines];
    }

    private static (long Bytes, List<string> Lines) Import(byte[] file, ImportOptions options, string? folder)
    {
        var (before, lines) = (GC.GetTotalAllocatedBytes(precise: true), new List<string>());
        try
        {
            var result = ModelImporter.Import(file, options, folder);
            (result.Package is null).ShouldBe(!result.Problems.IsEmpty);
            lines.AddRange(result.Problems.Select(problem => problem.ToString()));
            if (result.Package is { } package)
            {
                NetworkValidator.Check(package.Network).ShouldBeEmpty();
            }
        }
        catch (ImportException exception)
        {
            lines.Add(exception.Message);
        }

        return (GC.GetTotalAllocatedBytes(precise: true) - before, lines);
    }
}
