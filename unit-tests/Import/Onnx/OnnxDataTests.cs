using System.Globalization;
using System.Text;
using Striate.Import.Onnx.Operators;

namespace Striate.UnitTests.Import.Onnx;

/// <summary>ONNX's own tests of its operators: recorded outputs, or a refusal by number.</summary>
public class OnnxDataTests
{
    [Fact]
    public void Every_test_of_ONNX_gives_the_recorded_outputs_or_is_refused_by_number()
    {
        OnnxTestData.Require();
        var outcomes = OnnxTestData.Run();
        outcomes.Length.ShouldBeGreaterThan(1000);
        outcomes.Where(outcome => outcome.Wrong is not null).Select(outcome => $"{outcome.Name}: {outcome.Wrong}").ShouldBeEmpty();
        outcomes
            .Where(outcome => outcome.Refusal is not null)
            .ShouldAllBe(outcome => outcome.Refusal!.Number.StartsWith("STR18", StringComparison.Ordinal));
        outcomes.Count(outcome => outcome.Refusal is null).ShouldBeGreaterThanOrEqualTo(335);
        ComparePage(outcomes);
    }

    private static void ComparePage(IReadOnlyList<OnnxOutcome> outcomes)
    {
        var (path, page) = (Path.Combine(KnownModels.Repository, "docs", "onnx-tests.md"), Page(outcomes));
        if (Environment.GetEnvironmentVariable("STRIATE_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, page);
        }

        File.ReadAllText(path).ShouldBe(page, "docs/onnx-tests.md is stale: run the tests with STRIATE_UPDATE_GOLDEN=1");
    }

    private static string Page(IReadOnlyList<OnnxOutcome> outcomes)
    {
        var kinds = OnnxOperators
            .All.SelectMany(rule => rule.Kinds)
            .Where(kind => !kind.Contains('.'))
            .Order(StringComparer.Ordinal)
            .ToArray();
        // Of a model that is refused as it is read no operators are known.
        var (unread, listed) = (
            outcomes.Count(outcome => outcome.Kinds.IsEmpty),
            outcomes.Where(outcome => !outcome.Kinds.IsEmpty && outcome.Kinds.All(kinds.Contains)).ToArray()
        );
        var others = outcomes.Count - unread - listed.Length;
        var page = new StringBuilder(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                # ONNX's own tests

                ONNX brings tests of its operators: small models with inputs and recorded outputs. The importer evaluates a model in real
                numbers before it takes anything over; these tests say whether it does that right. A test passes where every output is
                within ONNX's own tolerance (1e-3 of the value), or is refused by a [number](diagnostics.md). None is wrong. The data are Debian's
                package `libonnx-testdata`; this page is written by `OnnxDataTests` (`STRIATE_UPDATE_GOLDEN=1`).

                Of {outcomes.Count} tests {listed.Length} use only operators that are evaluated: {listed.Count(outcome =>
                    outcome.Refusal is null
                )} pass, {listed.Count(outcome => outcome.Refusal is not null)} are
                refused. {others} use further operators, which are refused by their names. {unread} are refused as they are read: they hold
                texts, sequences or functions.

                | operator | tests | passed | refused | why |
                |---|---:|---:|---:|---|

                """
            )
        );
        foreach (var kind in kinds)
        {
            var tests = listed.Where(outcome => outcome.Kinds.Contains(kind)).ToArray();
            var refused = tests.Where(outcome => outcome.Refusal is not null).ToArray();
            var why = refused
                .Select(outcome => $"{outcome.Refusal!.Number} {outcome.Refusal.Location.Split(' ')[^1]}: {outcome.Refusal.Reason}")
                .Distinct()
                .Order(StringComparer.Ordinal);
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {kind} | {tests.Length} | {tests.Length - refused.Length} | {refused.Length} | {string.Join("; ", why)} |\n"
            );
        }

        return page.ToString();
    }
}
