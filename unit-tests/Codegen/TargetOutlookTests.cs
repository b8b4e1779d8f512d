using Striate.Codegen;
using Striate.Codegen.Planning;
using Striate.Codegen.Reporting;
using Striate.Fuzzing;
using Striate.Model.Packaging;
using Striate.Platform;

namespace Striate.UnitTests.Codegen;

/// <summary>What a report says of other boards.</summary>
public class TargetOutlookTests
{
    [Fact]
    public void A_board_loads_64_assemblies_with_its_libraries()
    {
        var plan = Generator.Plan(NetworkGenerator.FromSeed(1, GeneratorSize.Small), new GeneratorOptions());
        plan.Assemblies.ShouldBe(1);
        var one = Of(plan);
        one.Short.ShouldBeEmpty();
        var libraries = one.Assemblies - 1;
        Of(plan with { Assemblies = 64 - libraries }).Short.ShouldBeEmpty();
        Of(plan with { Assemblies = 65 - libraries }).Short.ShouldBe("65 assemblies, 64 load");
    }

    [Fact]
    public void A_plan_knows_the_assemblies_that_the_code_has()
    {
        var package = PackageFile.Read(Path.Combine(Repository.Root, "examples", "fashion-mnist", "lenet.striate"));
        var build = PackageBuild.Run(package, new GeneratorOptions(), cancellation: TestContext.Current.CancellationToken);
        build.Code.Assemblies.Length.ShouldBeGreaterThan(2);
        build.Code.Plan!.Assemblies.ShouldBe(build.Code.Assemblies.Length);
    }

    private static TargetOutlook Of(NetworkPlan plan) =>
        TargetOutlook.Of([.. Targets.All.Select(_ => plan)]).Single(row => row.Target == "esp32-psram");
}
