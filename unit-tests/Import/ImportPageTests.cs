using Striate.Import;
using Striate.Platform;

namespace Striate.UnitTests.Import;

public class ImportPageTests
{
    [Fact]
    public void The_page_of_operators_is_current()
    {
        var path = Path.Combine(KnownModels.Repository, "docs", "import-operators.md");
        if (Environment.GetEnvironmentVariable("STRIATE_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, ImportPages.Operators());
        }

        File.ReadAllText(path)
            .ShouldBe(ImportPages.Operators(), "docs/import-operators.md is stale: run the tests with STRIATE_UPDATE_GOLDEN=1");
    }

    [Fact]
    public void Every_number_is_in_the_registry()
    {
        var numbers = typeof(Problems)
            .GetFields()
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!)
            .ToArray();
        numbers.Length.ShouldBe(15);
        numbers.ShouldBe(
            DiagnosticDescriptors.All.Select(one => one.Number).Where(number => number.StartsWith("STR18", StringComparison.Ordinal))
        );
    }
}
