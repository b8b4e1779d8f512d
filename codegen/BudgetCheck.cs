using System.Globalization;
using Striate.Model.Graph;
using Striate.Platform;

namespace Striate.Codegen;

/// <summary>Compares code with its budgets.</summary>
internal static class BudgetCheck
{
    /// <summary>Whether compiled code keeps all of them.</summary>
    public static bool Keeps(BuildResult build, Budgets budgets) => budgets.AreKept(build.IlBytes, build.Map.TotalBytes, build.FlashBytes);

    /// <summary>
    /// The one of two builds that keeps the budgets; of two that do the faster one, of two that do not the one that passes them by less.
    /// </summary>
    public static BuildResult Better(BuildResult a, BuildResult b, Budgets budgets) =>
        (Keeps(a, budgets), Keeps(b, budgets)) switch
        {
            (true, false) => a,
            (false, true) => b,
            (true, true) => b.Code.Plan!.CostUnits < a.Code.Plan!.CostUnits ? b : a,
            _ => Excess(b, budgets) < Excess(a, budgets) ? b : a,
        };

    /// <summary>Every budget that compiled code passes, by how much, and what would do.</summary>
    public static IEnumerable<Diagnostic> Of(BuildResult build, Network network, GeneratorOptions options)
    {
        var place = Location.Network(network.Name);
        var (maximum, target, budgets) = (options.Maximum ?? Budgets.None, options.Target, options.Budgets);
        var heap =
            target is null || maximum.Heap <= target.ApplicationHeapBytes
                ? "--max-heap ([budget] max-heap)"
                : $"the heap of target '{target.Name}' for an application";
        var code =
            target is null || maximum.Flash <= target.DeploymentBytes
                ? "--max-flash ([budget] max-flash)"
                : $"the deployment partition of target '{target.Name}'";
        var remedy = build.Code.Plan is null
            ? "strategy planned chooses ways that fit"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the nearest plan needs {build.IlBytes:N0} of IL, {build.Map.TotalBytes:N0} of heap, {build.FlashBytes:N0} of flash, and runs {build.Code.Plan.Instructions:N0} instructions"
            );
        IEnumerable<Diagnostic?> found =
        [
            Above(DiagnosticNumbers.IlBudget, place, "bytes of IL", build.IlBytes, budgets.Il, "--max-il ([budget] max-il)", remedy),
            Above(DiagnosticNumbers.HeapBudget, place, "bytes of heap", build.Map.TotalBytes, budgets.Heap, heap, remedy),
            Above(DiagnosticNumbers.FlashBudget, place, "bytes of flash", build.FlashBytes, budgets.Flash, code, remedy),
        ];
        return found.OfType<Diagnostic>();
    }

    private static long Excess(BuildResult build, Budgets budgets) =>
        Math.Max(0, build.IlBytes - (budgets.Il ?? build.IlBytes))
        + Math.Max(0, build.Map.TotalBytes - (budgets.Heap ?? build.Map.TotalBytes))
        + Math.Max(0, build.FlashBytes - (budgets.Flash ?? build.FlashBytes));

    private static Diagnostic? Above(string number, Location place, string what, long value, long? limit, string where, string remedy) =>
        value > limit
            ? Diagnostic.Create(
                number,
                place,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{value:N0} {what}, {value - limit:N0} more than {where} allows ({limit:N0}): {remedy}"
                ),
                value,
                limit
            )
            : null;
}
