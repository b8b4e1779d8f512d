namespace Striate.Codegen.Syntax;

/// <summary>A parameter of a method of generated code.</summary>
/// <param name="Type">As C# has it: <c>byte[]</c>.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct Parameter(string Type, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Name}";
}
