namespace Striate.Codegen;

/// <summary>How far a build has come.</summary>
/// <param name="Stage">What is done now.</param>
/// <param name="Done">The share of that stage that is done, from 0 to 1.</param>
public readonly record struct BuildProgress(BuildStage Stage, double Done);

/// <summary>The stages that take time.</summary>
public enum BuildStage
{
    /// <summary>Ways to compute each layer are compared.</summary>
    Planning,

    /// <summary>The generated code is compiled; again, where a plan turned out to need another one.</summary>
    Compiling,
}
