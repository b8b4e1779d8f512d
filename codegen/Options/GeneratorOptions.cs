using Striate.Codegen.Naming;
using Striate.Model.Graph;
using Striate.Model.Streaming;
using Striate.Platform;

namespace Striate.Codegen;

/// <summary>What a user decides about generated code; part of the stamp in every generated file.</summary>
/// <param name="Strategy">How layers with weights are emitted.</param>
/// <param name="Namespace">Namespace of the generated classes.</param>
/// <param name="Target">The board whose memory must suffice; null: none is looked at.</param>
/// <param name="Maximum">Budgets besides those of the target; null: none.</param>
public sealed record GeneratorOptions(
    Strategy Strategy = Strategy.Planned,
    string Namespace = "Striate.Generated",
    Target? Target = null,
    Budgets? Maximum = null
)
{
    /// <summary>The code takes a signal as it comes, so many steps of time at once; null: whole windows.</summary>
    public int? Hop { get; init; }

    /// <summary>Name of the network's class, of which those of its layers are made; null: it is made of the network's name.</summary>
    public string? ClassName { get; init; }

    /// <summary>A class with instances, for several threads on a computer, is generated beside the static one.</summary>
    public bool HasInstances { get; init; }

    /// <summary>The block form of a network that the code computes; null: it computes the network itself.</summary>
    /// <exception cref="StriateException">The network does not stream exactly, or the hop does not fit.</exception>
    public BlockForm? FormOf(Network network) => Hop is { } hop ? BlockForm.Of(network, hop) : null;

    /// <summary>What the code must keep: the tighter of the target's memory and the user's own limits.</summary>
    public Budgets Budgets =>
        (Maximum ?? Budgets.None).And(
            Target is { } target ? new Budgets(null, target.ApplicationHeapBytes, target.DeploymentBytes) : Budgets.None
        );

    /// <summary>
    /// Whether a text can be the namespace of generated classes: a dotted name of ASCII identifiers that are no keywords.
    /// </summary>
    public static bool IsNamespace(string text) => Identifiers.IsNamespace(text);

    /// <summary>What a name of a network's class must be.</summary>
    public const string ClassNameRule = "it must be a C# identifier of ASCII letters and digits, and no member of the class";

    /// <summary>Whether a text can be the name of a network's class.</summary>
    public static bool IsClassName(string text) =>
        !text.Contains('.', StringComparison.Ordinal) && Identifiers.IsNamespace(text) && !ReservedNames.Has(text);

    /// <summary>The options as they stand in the stamp; equal text means equal output for the same package.</summary>
    public override string ToString() =>
        $"--strategy {Strategy.ToString().ToLowerInvariant()} --namespace {Namespace}{(ClassName is null ? "" : " --class " + ClassName)}{(HasInstances ? " --instances" : "")}{(Target is { } target ? $" --target {NameOf(target)}" : "")}{Maximum}{(Hop is { } hop ? FormattableString.Invariant($" --streaming --hop {hop}") : "")}";

    // Own targets may change what they hold; those with a name never do.
    private static string NameOf(Target target) =>
        Targets.All.Contains(target)
            ? target.Name
            : FormattableString.Invariant($"{target.Name} ({target.ApplicationHeapBytes} of heap, {target.DeploymentBytes} of flash)");
}
