using System.Globalization;

namespace Striate.Projects;

/// <summary>What a project demands of its code: budgets, the target's memory, an accuracy.</summary>
public static class Requirements
{
    /// <summary>Every demand that does not hold, as a line with figure, limit and remedy; empty when all hold.</summary>
    public static IReadOnlyList<string> Broken(Project project, Figures figures)
    {
        var (budget, target) = (project.Budget, project.Target);
        IEnumerable<string?> broken =
        [
            Above("bytes of IL", figures.IlBytes, budget.IlBytes, "[budget] max-il"),
            Above("bytes of heap", figures.HeapBytes, budget.HeapBytes, "[budget] max-heap"),
            Above("bytes of flash", figures.FlashBytes, budget.FlashBytes, "[budget] max-flash"),
            Above("instructions", figures.MaximumInstructions, budget.Instructions, "[budget] max-instructions"),
            Above(
                "bytes of heap",
                figures.HeapBytes,
                target.ApplicationHeapBytes,
                $"the heap for an application of target '{target.Name}'"
            ),
            Above("bytes of flash", figures.FlashBytes, target.DeploymentBytes, $"the deployment partition of target '{target.Name}'"),
            project.Accuracy is { } goal && (figures.Accuracy is not { } reached || reached.Percent < goal.Minimum)
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"accuracy {figures.Accuracy?.Percent:F2} % is below the {goal.Minimum} % of [accuracy] minimum; train again, or lower it"
                )
                : null,
        ];
        return [.. broken.OfType<string>()];
    }

    private static string? Above(string what, long value, long? limit, string where) =>
        value > limit
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{value:N0} {what}, {where} is {limit:N0}; choose another strategy or package, or raise it"
            )
            : null;
}
