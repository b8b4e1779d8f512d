namespace Striate.Import;

/// <summary>Why a model, or a part of it, is not taken over.</summary>
/// <param name="Number">STR18xx; the registry of diagnostics explains it.</param>
/// <param name="Place">The operator or tensor; "file" for the whole.</param>
/// <param name="Reason">What is wrong, with its figures; one line.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record ImportProblem(string Number, string Place, string Reason, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Number} {Place}: {Reason}; {Remedy}";
}

/// <summary>A model is not taken over.</summary>
/// <param name="problem">Why.</param>
/// <param name="inner">What reported it.</param>
public sealed class ImportException(ImportProblem problem, Exception? inner = null) : Exception(problem.ToString(), inner)
{
    /// <summary>Why.</summary>
    public ImportProblem Problem { get; } = problem;
}
