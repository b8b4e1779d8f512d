using Striate.Codegen;

namespace Striate.Projects;

/// <summary>Code that was generated, verified and measured, beside what the output folder holds.</summary>
/// <param name="Project">The project.</param>
/// <param name="Code">The new code.</param>
/// <param name="Before">Figures of the code in the folder; null where there is none.</param>
/// <param name="After">Figures of the new code.</param>
public sealed record Regeneration(Project Project, GeneratedCode Code, Figures? Before, Figures After)
{
    /// <summary>Demands of the project that the new code breaks.</summary>
    public IReadOnlyList<string> Broken => Requirements.Broken(Project, After);

    /// <summary>Why the folder is not what would be written now; null when it is.</summary>
    public string? Stale() =>
        OutputFolder.Check(Code, Project.Output)
        ?? (Before is null ? $"{Path.Combine(Project.Output, FiguresFile.Name)} is missing"
            : FiguresFile.Text(Before) == FiguresFile.Text(After) ? null
            : $"{Path.Combine(Project.Output, FiguresFile.Name)} has other figures");

    /// <summary>Replaces what is in the folder; the figures come last.</summary>
    /// <exception cref="InvalidOperationException">A demand is broken: nothing was written.</exception>
    public void Write()
    {
        if (Broken.Count > 0)
        {
            throw new InvalidOperationException("code that breaks a demand of its project is not written");
        }

        OutputFolder.Write(Code, Project.Output);
        FiguresFile.Write(After, Project.Output);
    }
}
