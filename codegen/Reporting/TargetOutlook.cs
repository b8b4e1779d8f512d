using System.Collections.Immutable;
using Striate.Codegen.Planning;
using Striate.Platform;
using Striate.Platform.Checking;

namespace Striate.Codegen.Reporting;

/// <summary>What a network would take on a board, planned for its memory; no code is made.</summary>
/// <param name="Target">The board.</param>
/// <param name="Instructions">Of one inference.</param>
/// <param name="Milliseconds">Of one inference, as the target's assumption estimates them.</param>
/// <param name="HeapBytes">Managed heap, about.</param>
/// <param name="HeapLimit">What the board has for an application.</param>
/// <param name="FlashBytes">Flash.</param>
/// <param name="CodeLimit">What the board has for assemblies.</param>
/// <param name="Assemblies">Of an application, with firmware and libraries: those of a board with a sensor apart.</param>
public sealed record TargetOutlook(
    string Target,
    long Instructions,
    TimeRange Milliseconds,
    long HeapBytes,
    long HeapLimit,
    long FlashBytes,
    long CodeLimit,
    int Assemblies
)
{
    /// <summary>What the board is short of; empty: nothing.</summary>
    public string Short =>
        string.Join(
            ", ",
            new[]
            {
                HeapBytes > HeapLimit ? "heap" : "",
                FlashBytes > CodeLimit ? "flash" : "",
                Assemblies > Limits.ImageAssemblies.Works
                    ? FormattableString.Invariant($"{Assemblies} assemblies, {Limits.ImageAssemblies.Works} load")
                    : "",
            }.Where(part => part.Length > 0)
        );

    /// <summary>What the plans for every target that is known take.</summary>
    /// <param name="plans">For the memory of each of <see cref="Targets.All"/>, in that order.</param>
    public static ImmutableArray<TargetOutlook> Of(ImmutableArray<NetworkPlan> plans) =>
        [
            .. Targets.All.Zip(
                plans,
                (target, plan) =>
                    new TargetOutlook(
                        target.Name,
                        plan.Instructions,
                        target.Milliseconds(plan.Instructions, plan.CostUnits),
                        plan.HeapBytes,
                        target.ApplicationHeapBytes,
                        plan.FlashBytes,
                        target.DeploymentBytes,
                        ApplicationAssemblies.WithFirmware(plan.Assemblies)
                    )
            ),
        ];

    /// <summary>The budgets of every target that is known, beside the user's own.</summary>
    /// <param name="options">The user's choices.</param>
    public static ImmutableArray<Budgets> BudgetsOf(GeneratorOptions options) =>
        [.. Targets.All.Select(target => options with { Target = target }).Select(own => own.Budgets)];
}
