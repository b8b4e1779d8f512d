using Striate.Codegen;

namespace Striate.Projects;

/// <summary>Code that was generated, verified and measured, beside what the output folder holds.</summary>
/// <param name="Project">The project.</param>
/// <param name="Package">Its package.</param>
/// <param name="Code">The new code.</param>
/// <param name="Before">Figures of the code in the folder; null where there is none.</param>
/// <param name="After">Figures of the new code.</param>
/// <param name="Baseline">Percent of the test samples that the most frequent class of the training samples reaches; null: no data set was
/// read.</param>
public sealed record Regeneration(
    Project Project,
    ProjectPackage Package,
    GeneratedCode Code,
    Figures? Before,
    Figures After,
    double? Baseline = null
)
{
    /// <summary>Demands of the project that the new code breaks.</summary>
    public IReadOnlyList<string> Broken => Requirements.Broken(Project, After);

    /// <summary>Why package or folder are not what would be written now; null when they are.</summary>
    public string? Stale() =>
        Package.Stale
        ?? OutputFolder.Check(Code, Project.Output, isOwn: true)
        ?? (
            Before is null ? $"{Path.Combine(Project.Output, FiguresFile.Name)} is missing"
            : FiguresFile.Text(Before) == FiguresFile.Text(After) ? null
            : $"{Path.Combine(Project.Output, FiguresFile.Name)} has other figures"
        );

    /// <summary>
    /// Writes a stale package, then replaces what is in the folder, code and figures at once; files that striate did not write stay.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be written, or holds a file of a generated one's name.</exception>
    /// <exception cref="InvalidOperationException">A demand is broken: nothing was written.</exception>
    public void Write()
    {
        if (Broken.Count > 0)
        {
            throw new InvalidOperationException("code that breaks a demand of its project is not written");
        }

        OutputFolder.RefuseOthers(Code, Project.Output);
        Package.Write();
        AtomicFolder.Replace(
            Project.Output,
            copy =>
            {
                OutputFolder.Write(Code, copy, isOwn: true);
                FiguresFile.Write(After, copy);
            }
        );
    }
}
