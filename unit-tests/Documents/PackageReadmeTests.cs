using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Striate.Codegen;
using Striate.Model.Packaging;
using Striate.UnitTests.Import;

namespace Striate.UnitTests.Documents;

/// <summary>Pages of packages: the example of each is a program that compiles, runs and prints what the page says.</summary>
public sealed partial class PackageReadmeTests : IDisposable
{
    // The example's lines go to a list: other tests write to the console.
    private const string Shadow = """

        internal static class Console
        {
            public static readonly System.Collections.Generic.List<string> Lines = new();

            public static void WriteLine(string line) => Lines.Add(line);
        }

        internal static class File
        {
            public static byte[] ReadAllBytes(string path) => System.IO.File.ReadAllBytes(path);
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("striate-readme-").FullName;

    public static TheoryData<string> Packages => ["model", "codegen", "emulator", "import"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Packages))]
    public void The_example_of_a_library_runs_and_prints_what_its_page_says(string library)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, library, "README.md"));
        Prepare();
        var lines = Run(Placed(ExampleOf(page)));
        page.ShouldContain($"rints `{lines.ShouldHaveSingleItem()}`");
    }

    [Fact]
    public void Every_package_has_a_page()
    {
        foreach (
            var project in Directory
                .EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
                .Where(path => File.ReadAllText(path).Contains("<IsPackable>true", StringComparison.Ordinal))
        )
        {
            File.ReadAllText(project).ShouldContain("<PackageReadmeFile>README.md</PackageReadmeFile>");
            File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "README.md")).ShouldBeTrue(project);
        }
    }

    private static string ExampleOf(string page) =>
        string.Join(
            '\n',
            page.Split('\n')
                .SkipWhile(line => !line.StartsWith("    using ", StringComparison.Ordinal))
                .TakeWhile(line => line.Length == 0 || line.StartsWith("    ", StringComparison.Ordinal))
                .Select(line => line.Trim())
        );

    // Files of an example are relative to where its reader is.
    private string Placed(string example) => FileName().Replace(example, name => $"@\"{Path.Combine(_folder, name.Groups[1].Value)}\"");

    private void Prepare()
    {
        var digits = Path.Combine(_folder, "digits.striate");
        File.Copy(Path.Combine(Repository.Root, "examples", "digits", "digits.striate"), digits);
        File.WriteAllBytes(Path.Combine(_folder, "sample.tflite"), TfliteBuilder.Sample());
        File.WriteAllBytes(
            Path.Combine(_folder, "Digits.dll"),
            [.. PackageBuild.Run(PackageFile.Read(digits), new GeneratorOptions()).Assemblies.Single().Image]
        );
    }

    private static List<string> Run(string example)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        using var image = new MemoryStream();
        var result = CSharpCompilation
            .Create(
                "Example",
                [CSharpSyntaxTree.ParseText("using System;\n" + example + Shadow)],
                references,
                new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable)
            )
            .Emit(image);
        result.Success.ShouldBeTrue(string.Join('\n', result.Diagnostics));
        image.Position = 0;
        var assembly = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image);
        assembly.EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        return (List<string>)assembly.GetType("Console")!.GetField("Lines")!.GetValue(null)!;
    }

    [GeneratedRegex("\"((?:[a-zA-Z]+\\.(?:striate|tflite|dll))|generated)\"")]
    private static partial Regex FileName();
}
