using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Striate.UnitTests;

/// <summary>Who knows whom, as ARCHITECTURE.md says it, read from the project files.</summary>
public class ArchitectureTests
{
    // The platform builds its own from the projects below its folder.
    private const string OwnReferenceAssemblies = "@(ReferenceAssembly)";

    public static TheoryData<string, string> Rules =>
        new()
        {
            { "common", "" },
            { "model", "common" },
            { "platform", "common" },
            { "toml", "common platform" },
            { "datasets", "common model toml" },
            { "import", "common model" },
            { "trainer", "common datasets model" },
            { "codegen", "common model platform" },
            { "emulator", "common platform" },
            { "tools/zoo", "common model" },
            { "tools/fuzzing", "codegen common emulator model verification" },
            { "verification", "codegen common emulator model platform" },
            { "projects", "codegen common datasets emulator import model platform toml verification" },
            { "board", "codegen common emulator model platform projects verification" },
            { "tools/results", "common model platform" },
            { "tools/comparison", "common import model" },
            { "build", "codegen common import model platform projects" },
            { "packing", "codegen common model" },
            {
                "cli",
                "board codegen common datasets emulator import model packing platform projects tools/comparison tools/fuzzing tools/results tools/zoo trainer verification"
            },
        };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_project_knows_exactly_those(string project, string known) =>
        string.Join(
                ' ',
                References(project, "ProjectReference").Where(path => path != OwnReferenceAssemblies).Select(FolderOf).Distinct().Order()
            )
            .ShouldBe(known);

    [Theory]
    [InlineData("TorchSharp", "trainer")]
    [InlineData("Microsoft.CodeAnalysis", "codegen")]
    [InlineData("Scriban", "codegen")]
    [InlineData("Google.FlatBuffers", "import")]
    [InlineData("Google.Protobuf", "import")]
    [InlineData("Microsoft.ML.OnnxRuntime", "tools/comparison")]
    [InlineData("NuGet", "packing")]
    [InlineData("Tomlyn", "toml")]
    [InlineData("CsvHelper", "datasets")]
    [InlineData("NAudio", "datasets")]
    [InlineData("System.CommandLine", "cli")]
    [InlineData("Spectre.Console", "cli")]
    public void A_library_is_used_in_one_place(string package, string project) =>
        Rules
            .Select(row => row.Data.Item1)
            .Where(candidate => References(candidate, "PackageReference").Any(name => name.StartsWith(package, StringComparison.Ordinal)))
            .ShouldBe([project]);

    [Fact]
    public void The_document_states_the_same_rules()
    {
        var text = File.ReadAllText(Path.Combine(Root(), "ARCHITECTURE.md"));
        foreach (var (project, known) in Rules.Select(row => row.Data))
        {
            text.ShouldContain($"| `{project}` | {(known.Length == 0 ? "nothing" : known.Replace(" ", ", ", StringComparison.Ordinal))} |");
        }
    }

    private static IEnumerable<string> References(string project, string kind)
    {
        var file = Directory.EnumerateFiles(Path.Combine(Root(), project), "*.csproj").Single();
        return XDocument.Load(file).Descendants(kind).Select(reference => reference.Attribute("Include")!.Value);
    }

    // "../../model/Striate.Model.csproj" to "model".
    private static string FolderOf(string path) => Path.GetDirectoryName(path.Replace('\\', '/').TrimStart('.', '/'))!.Replace('\\', '/');

    private static string Root([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, ".."));
}
