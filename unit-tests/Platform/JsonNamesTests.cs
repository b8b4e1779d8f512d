using System.Text.Json;
using Striate.Import;
using Striate.Platform;

namespace Striate.UnitTests.Platform;

/// <summary>What scripts read of refusals keeps its names.</summary>
public sealed class JsonNamesTests
{
    [Fact]
    public void A_location_is_a_place_in_JSON()
    {
        JsonSerializer
            .SerializeToElement(new ImportProblem("STR1801", "operator 3", "reason", "remedy"), JsonSerializerOptions.Web)
            .GetProperty("place")
            .GetString()
            .ShouldBe("operator 3");
        JsonSerializer
            .SerializeToElement(Diagnostic.Exceeds(Limits.AssemblyBytecode, Location.Layer("conv3"), 71_220), JsonSerializerOptions.Web)
            .GetProperty("place")
            .GetProperty("name")
            .GetString()
            .ShouldBe("conv3");
    }
}
