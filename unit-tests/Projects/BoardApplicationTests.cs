using System.Collections.Immutable;
using System.Xml.Linq;
using Striate.Board.Toolchain;
using Striate.Codegen;
using Striate.UnitTests.Model;

namespace Striate.UnitTests.Projects;

/// <summary>The application's files of a network that is split over assemblies.</summary>
public class BoardApplicationTests
{
    [Fact]
    public void Each_assembly_has_a_project_that_refers_to_those_before_it()
    {
        var files = BoardApplication.Files(Split(), new FirmwareSettings());
        var order = new[] { "Sample.Part1", "Sample.Part2", "Sample", "Sample.Trace" };
        for (var index = 0; index < order.Length; index++)
        {
            var name = order[index];
            foreach (var kind in new[] { "csproj", "nfproj" })
            {
                XDocument
                    .Parse(files[$"generated/{name}/{name}.{kind}"])
                    .Descendants()
                    .Where(element => element.Name.LocalName == "ProjectReference")
                    .Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'))
                    .ShouldBe(order[..index].Select(other => $"../{other}/{other}.{kind}"));
            }

            files.ShouldContainKey($"generated/{name}/packages.config");
        }

        files.Keys.Count(name => name.StartsWith("generated/Sample.Firmware/", StringComparison.Ordinal)).ShouldBe(2);
        files.Keys.ShouldContain("Program.cs");
    }

    // As the generator splits: each layer's file into a part, the network's behind them.
    private static GeneratedCode Split()
    {
        var (options, sha) = (new GeneratorOptions(), new string('0', 64));
        var code = FirmwareEmission.AddTo(Generator.Emit(Samples.Network, options, sha), Samples.Package, options, sha, 1);
        var part = 0;
        return code with
        {
            Files =
            [
                .. code
                    .Files.Select(file => file.Layer is null ? file : file with { Assembly = $"Sample.Part{1 + (part++ % 2)}" })
                    .OrderBy(file => file.Layer is null ? 9 : file.Assembly[^1] - '0'),
            ],
        };
    }
}
