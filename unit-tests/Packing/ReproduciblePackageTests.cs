using System.IO.Compression;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Striate.Packing;
using Striate.Platform;

namespace Striate.UnitTests.Packing;

/// <summary>Packages of the libraries are the same bytes, wherever they are built.</summary>
public sealed class ReproduciblePackageTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);

    private readonly string _folder = Directory.CreateTempSubdirectory("striate-pack-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait(SlowTests.Category, SlowTests.Name)]
    public void Two_builds_from_nothing_in_two_folders_are_packed_to_the_same_bytes()
    {
        var (first, second) = (Packed("one"), Packed("another"));
        first.Keys.ShouldBe(["Striate.Common.nupkg", "Striate.Common.snupkg"]);
        foreach (var (name, content) in first)
        {
            content.AsSpan().SequenceEqual(second[name]).ShouldBeTrue(name);
        }
    }

    [Fact]
    public void Times_chance_and_order_make_no_difference()
    {
        var package = Zip(
            ("a.nuspec", "x", 2020),
            ("lib/a.dll", "y", 2021),
            ("_rels/.rels", "R1234", 2022),
            ("package/services/metadata/core-properties/1.psmdcp", "p", 2022)
        );
        var other = Zip(
            ("lib/a.dll", "y", 2023),
            ("package/services/metadata/core-properties/2.psmdcp", "q", 2024),
            ("_rels/.rels", "R5678", 2022),
            ("a.nuspec", "x", 2024)
        );
        ReproduciblePackage.Of(package).ShouldBe(ReproduciblePackage.Of(other));
        ReproduciblePackage.Of(package).ShouldNotBe(ReproduciblePackage.Of(Zip(("a.nuspec", "x", 2020), ("lib/a.dll", "z", 2021))));
    }

    [Fact]
    public void What_is_no_package_is_refused() =>
        Should.Throw<InvalidDataException>(() => ReproduciblePackage.Of(Zip(("a.txt", "x", 2020))));

    [Fact]
    public void Assemblies_that_are_shipped_depend_on_their_sources_alone()
    {
        foreach (var type in (Type[])[typeof(ReproduciblePackage), typeof(StriateException), typeof(Cli.CliRun)])
        {
            using var image = File.OpenRead(type.Assembly.Location);
            using var symbols = File.OpenRead(Path.ChangeExtension(type.Assembly.Location, ".pdb"));

            // Tests find their folder by the paths of their sources: theirs are not mapped.
            var isTest = type == typeof(Cli.CliRun);
            (DeterministicAssembly.Problem(image) is null, DeterministicAssembly.ProblemOfSymbols(symbols) is null).ShouldBe(
                (!isTest, !isTest)
            );
        }
    }

    [Fact]
    public void An_assembly_that_is_compiled_otherwise_each_time_is_found()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var image = new MemoryStream();
        CSharpCompilation
            .Create(
                "Chance",
                [CSharpSyntaxTree.ParseText("class P { }", cancellationToken: cancellation)],
                [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, deterministic: false)
            )
            .Emit(image, cancellationToken: cancellation)
            .Success.ShouldBeTrue();
        image.Position = 0;
        DeterministicAssembly.Problem(image).ShouldBe("it was not compiled deterministically");
    }

    private SortedDictionary<string, byte[]> Packed(string name)
    {
        var output = Path.Combine(_folder, name, "feed");
        var pack = ExternalCommand.Run(
            "dotnet",
            [
                "pack",
                "-c",
                "Release",
                Path.Combine(Repository.Root, "common"),
                "--artifacts-path",
                Path.Combine(_folder, name, "built"),
                "-o",
                output,
                "--disable-build-servers",
                "-m:1",
                "-nr:false",
            ],
            s_limit,
            cancellation: TestContext.Current.CancellationToken
        );
        pack.ExitCode.ShouldBe(0, pack.Output);
        return new(
            Directory
                .GetFiles(output)
                .ToDictionary(
                    path => "Striate.Common" + Path.GetExtension(path),
                    path =>
                    {
                        using var package = new MemoryStream(File.ReadAllBytes(path));
                        return ReproduciblePackage.Of(package);
                    }
                ),
            StringComparer.Ordinal
        );
    }

    private static MemoryStream Zip(params (string Name, string Text, int Year)[] parts)
    {
        var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text, year) in parts)
            {
                var entry = zip.CreateEntry(name);
                entry.LastWriteTime = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var writer = new StreamWriter(entry.Open());
                writer.Write(text);
            }
        }

        content.Position = 0;
        return content;
    }
}
