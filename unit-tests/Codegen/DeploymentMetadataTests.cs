using System.Text.Json;
using System.Text.Json.Nodes;
using Striate.Codegen;
using Striate.Model.Packaging;

namespace Striate.UnitTests.Codegen;

/// <summary>What stands beside generated code for programs that deploy it.</summary>
public class DeploymentMetadataTests
{
    [Fact]
    public void It_tells_the_code_and_the_network_that_it_is_of()
    {
        var package = PackageFile.Read(Path.Combine(Repository.Root, "examples", "watch", "watch.striate"));
        var code = PackageBuild
            .Run(package, new GeneratorOptions(Strategy.Planned, "My.Model"), cancellation: TestContext.Current.CancellationToken)
            .Code;
        var json = JsonDocument.Parse(code.WholeMetadata.ToJson()).RootElement;
        json.GetProperty("class").GetString().ShouldBe($"My.Model.{code.NetworkClass}");
        json.GetProperty("packageSha256").GetString().ShouldBe(package.Sha256);
        json.GetProperty("input").GetProperty("width").GetInt32().ShouldBe(package.Package.Network.Input.Shape.Width);
        json.GetProperty("labels").GetArrayLength().ShouldBe(package.Package.Network.Labels.Length);
        json.GetProperty("inputContract").GetProperty("channels").GetArrayLength().ShouldBe(6);
        json.GetProperty("instructions").GetInt64().ShouldBe(code.Plan!.Instructions);
        json.GetProperty("tableBytes").GetInt32().ShouldBe(code.TableBytes);
    }

    [Fact]
    public void The_schema_is_committed_and_knows_every_key()
    {
        var path = Path.Combine(Repository.Root, "docs", "network.schema.json");
        if (Environment.GetEnvironmentVariable("STRIATE_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, DeploymentMetadata.Schema());
        }

        var schema = File.ReadAllText(path);
        schema.ShouldBe(DeploymentMetadata.Schema(), "docs/network.schema.json is stale: run the tests with STRIATE_UPDATE_GOLDEN=1");
        var known = JsonNode.Parse(schema)!["properties"]!.AsObject().Select(property => property.Key).ToHashSet();
        var file = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "examples", "digits", "generated"), "*.network.json", SearchOption.AllDirectories)
            .Single();
        JsonNode.Parse(File.ReadAllText(file))!.AsObject().Select(property => property.Key).ShouldBeSubsetOf(known);
    }
}
