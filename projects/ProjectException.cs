namespace Striate.Projects;

/// <summary>A project file that is missing or wrong: one line with file, line, reason and remedy.</summary>
public sealed class ProjectException(string message) : Exception(message);
