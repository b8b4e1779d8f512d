namespace Striate.Codegen.Compilation;

/// <summary>A C# file.</summary>
/// <param name="Path">Name in diagnostics; need not exist.</param>
/// <param name="Text">The whole file.</param>
public sealed record SourceText(string Path, string Text);
