namespace Striate.Codegen;

/// <summary>What a user decides about generated code; part of the stamp in every generated file.</summary>
/// <param name="Strategy">How layers with weights are emitted.</param>
/// <param name="Namespace">Namespace of the generated classes.</param>
public sealed record GeneratorOptions(Strategy Strategy = Strategy.Literal, string Namespace = "Striate.Generated")
{
    /// <summary>The options as they stand in the stamp; equal text means equal output for the same package.</summary>
    public override string ToString() => $"--strategy {Strategy.ToString().ToLowerInvariant()} --namespace {Namespace}";
}
