using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using Striate.Codegen;
using Striate.Codegen.Compilation;
using Striate.Model.Packaging;
using Striate.Packing;

namespace Striate.UnitTests.Packing;

/// <summary>What a NuGet package of a network holds.</summary>
public sealed class PackTests
{
    private static readonly PackageNames s_names = new("My.Digits", "1.2.0-beta.1", null, null, "1.17.11");

    private static readonly Lazy<NetworkPackage> s_packed = new(Pack);

    [Fact]
    public void It_holds_the_class_its_comments_its_source_and_what_a_deployment_must_know()
    {
        var packed = s_packed.Value;
        packed.FileName.ShouldBe("My.Digits.1.2.0-beta.1.nupkg");
        packed.IsForDevices.ShouldBeTrue();
        var files = Files(packed);
        files
            .Keys.Where(name => !name.EndsWith(".cs", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Where(name => !name.StartsWith("package/", StringComparison.Ordinal) && !name.StartsWith('_') && !name.StartsWith('['))
            .ShouldBe([
                "My.Digits.nuspec",
                "NETWORK.json",
                "README.md",
                "build/netnano1.0/My.Digits.targets",
                "lib/net8.0/My.Digits.dll",
                "lib/net8.0/My.Digits.xml",
            ]);
        Encoding.UTF8.GetString(files["NETWORK.json"]).ShouldContain("\"class\": \"Striate.Generated.Digits\"");
        Encoding.UTF8.GetString(files["README.md"]).ShouldContain("Digits.Classify(input)");
        var comments = Encoding.UTF8.GetString(files["lib/net8.0/My.Digits.xml"]);
        comments.ShouldContain("M:Striate.Generated.Digits.Classify(System.Byte[])");
        comments.ShouldContain("T:Striate.Generated.DigitsInstance");
    }

    [Fact]
    public void Its_assembly_needs_no_more_than_dotnet_8()
    {
        using var reader = new PEReader([.. Files(s_packed.Value)["lib/net8.0/My.Digits.dll"]]);
        var metadata = reader.GetMetadataReader();
        var reference = metadata.AssemblyReferences.ShouldHaveSingleItem();
        var (name, version) = (
            metadata.GetString(metadata.GetAssemblyReference(reference).Name),
            metadata.GetAssemblyReference(reference).Version
        );
        (name, version).ShouldBe(("System.Runtime", new Version(8, 0, 0, 0)));
        metadata.GetAssemblyDefinition().Version.ShouldBe(new Version(1, 2, 0, 0));
    }

    [Fact]
    public void Its_source_compiles_for_a_device_in_one_assembly()
    {
        SourceText[] sources =
        [
            .. Files(s_packed.Value)
                .Where(file => file.Key.StartsWith("source/", StringComparison.Ordinal))
                .Select(file => new SourceText(file.Key, Encoding.UTF8.GetString(file.Value))),
        ];
        sources.ShouldNotBeEmpty();
        CSharpCompiler.Compile("App", sources, []).Required().Image.Length.ShouldBeGreaterThan(10_000);
        sources.ShouldAllBe(source =>
            !source.Text.Contains("DigitsInstance {", StringComparison.Ordinal) && !source.Path.Contains("Trace", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_same_package_is_the_same_bytes_at_any_time()
    {
        Pack().Content.AsSpan().SequenceEqual(s_packed.Value.Content).ShouldBeTrue();
        using var zip = new ZipArchive(new MemoryStream(s_packed.Value.Content));
        zip.Entries.ShouldAllBe(entry => entry.LastWriteTime.Year == 2000);
    }

    [Fact]
    public void It_says_nothing_of_the_machine()
    {
        var text = string.Concat(Files(s_packed.Value).Values.Select(Encoding.Latin1.GetString));
        foreach (
            var word in (string[])[Environment.MachineName, Repository.Root, Path.GetTempPath(), Environment.OSVersion.Version.ToString()]
        )
        {
            text.ShouldNotContain(word);
        }
    }

    [Theory]
    [InlineData("My Digits", "1.0.0", "--id 'My Digits' is not a package id")]
    [InlineData("../x", "1.0.0", "--id '../x' is not a package id")]
    [InlineData("Digits", "1.0", "--package-version '1.0' is not a version")]
    [InlineData("Digits", "one", "--package-version 'one' is not a version")]
    [InlineData("Digits", "70000.0.0", "--package-version '70000.0.0' is not a version")]
    public void Names_that_are_none_are_refused(string id, string version, string problem) =>
        Should
            .Throw<StriateException>(() => new PackageNames(id, version, null, null, "1.17.11").RequireValid())
            .Message.ShouldContain(problem);

    private static NetworkPackage Pack()
    {
        var package = PackageFile.Read(Path.Combine(Repository.Root, "examples", "digits", "digits.striate"));
        return NetworkPackage.Pack(package, PackageBuild.Run(package, new GeneratorOptions { HasInstances = true }), s_names);
    }

    private static Dictionary<string, byte[]> Files(NetworkPackage packed)
    {
        using var zip = new ZipArchive(new MemoryStream(packed.Content));
        return zip.Entries.ToDictionary(
            entry => entry.FullName,
            entry =>
            {
                using var stream = entry.Open();
                using var content = new MemoryStream();
                stream.CopyTo(content);
                return content.ToArray();
            },
            StringComparer.Ordinal
        );
    }
}
