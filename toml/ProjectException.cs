namespace Striate.Toml;

/// <summary>A file that says how something is to be done, such as a project file, and is missing or wrong: one line with file, line, reason and remedy.</summary>
public sealed class ProjectException(string message) : Exception(message);
