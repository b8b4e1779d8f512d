using System.Runtime.CompilerServices;
using Striate.Board.Links;
using Striate.Codegen;
using Striate.Fuzzing.Networks;
using Striate.Model.Packaging;
using Striate.Projects;
using Striate.UnitTests.Projects;

namespace Striate.UnitTests.Deployment;

/// <summary>What is flashed is what was run: every example's network, and the application around it, count for count.</summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public sealed class FlashedNetworkTests
{
    public static TheoryData<string> Examples => ExampleTests.Examples;

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_does_the_same(string example)
    {
        var project = ProjectFile.Read(Path.Combine(Root(), example));
        var package = PackageFile.Read(project.Package);
        var build = PackageBuild.Run(package, project.Generator, cancellation: TestContext.Current.CancellationToken);
        var golden = package.Package.GoldenVectors[0];

        FlashedNetwork.Difference(build, [.. golden.Input], golden.Logits.Length).ShouldBeNull();

        var settings = project.Board.Firmware with { Source = FirmwareSource.Golden };
        var application = EmulatedFirmware
            .Compile(build, package.Package, project.Generator, package.Sha256, settings, golden: 1, needsCoreAlone: true)
            .Assemblies;
        var flashed = FlashedRun.Of(EmulatedFirmware.Name, application.Select(assembly => assembly.ToPortable()));
        flashed.ShouldBe(FlashedRun.Of(EmulatedFirmware.Name, application.Select(assembly => assembly.Image)));
        flashed.Output.ShouldNotBeEmpty();
    }

    private static string Root([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", "examples"));
}
