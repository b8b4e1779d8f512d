using Striate.Cli.Verbs;
using Striate.Codegen;
using Striate.Emulator.Verification;
using Striate.Model.Packaging;
using Striate.Verification;

namespace Striate.Cli.Presentation;

/// <summary>One strategy on the real runtime, in text and JSON.</summary>
internal sealed record RealRuntimeRow(
    string Strategy,
    int Vectors,
    int Lines,
    string? FirstDifference,
    IReadOnlyDictionary<string, long> PeBytes
)
{
    /// <summary>Converts and runs in a folder of its own, which is removed.</summary>
    /// <exception cref="StriateException">A tool fails, or its output says that it did.</exception>
    public static RealRuntimeRow Of(RealRuntimeCommands commands, Strategy strategy, BuildResult build, IReadOnlyList<GoldenVector> vectors)
    {
        var folder = Directory.CreateTempSubdirectory("striate-real-");
        try
        {
            var report = RealRuntimeCheck.Run(commands, build, vectors, folder.FullName);
            return new RealRuntimeRow(CommonOptions.NameOf(strategy), report.Vectors, report.Lines, report.FirstDifference, report.PeBytes);
        }
        catch (StriateException failure)
        {
            throw new StriateException(ErrorKind.CheckFailed, $"real runtime, {CommonOptions.NameOf(strategy)}: {failure.Message}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static void Draw(Screen screen, IReadOnlyList<RealRuntimeRow> rows)
    {
        foreach (var row in rows)
        {
            screen.Line(
                row.FirstDifference is null
                    ? $"{row.Strategy}: {row.Vectors} vectors, {Format.Count(row.Lines)} CRCs and logits equal on the real runtime, {Format.Count(row.PeBytes.Values.Sum())} bytes of .pe"
                    : $"{row.Strategy}: real runtime: {row.FirstDifference}"
            );
        }
    }
}
