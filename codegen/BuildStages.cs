namespace Striate.Codegen;

/// <summary>The stages of a build that take time, as progress names them.</summary>
public static class BuildStages
{
    /// <summary>Ways to compute each layer are compared.</summary>
    public const string Planning = "planning";

    /// <summary>The generated code is compiled; again, where a plan turned out to need another one.</summary>
    public const string Compiling = "compiling";
}
