using Striate.Cli;
using Striate.Import;
using Striate.Model.Packaging;
using Striate.Projects;
using Striate.UnitTests.Import;

namespace Striate.UnitTests.Cli;

/// <summary>Projects whose package is imported from a model of another framework.</summary>
public class RegenerateImportTests
{
    private const string Section = "[import]\nmodel = \"model.tflite\"\n";

    [Fact]
    public void A_model_that_changed_is_imported_and_generated_again_and_one_that_did_not_is_left()
    {
        using var folder = Folder(Section);
        Run(folder, "--check")
            .ShouldBeRefused(ExitCode.CheckFailed, "imported.striate is missing", "run 'striate regenerate'", "nothing was changed");
        Exists(folder).ShouldBe((false, false));
        Run(folder).Output.ShouldContain("imported.striate is missing: imported anew");
        var (first, written) = (File.ReadAllBytes(Package(folder)), File.GetLastWriteTimeUtc(Package(folder)));
        first.ShouldBe(PackageFile.Format(Imported(folder, ImportOptions.Default), ""));
        Run(folder, "--check").Output.ShouldContain("is current");
        Run(folder).Output.ShouldNotContain("imported anew");
        File.ReadAllBytes(Package(folder)).ShouldBe(first);
        File.GetLastWriteTimeUtc(Package(folder)).ShouldBe(written);

        File.WriteAllBytes(folder["model.tflite"], TfliteBuilder.Map());
        Run(folder, "--check")
            .ShouldBeRefused(ExitCode.CheckFailed, "was imported from another version of", "model.tflite", "nothing was changed");
        Run(folder, "--check", "--json").Json.GetProperty("reason").GetString()!.ShouldContain("another version");
        File.ReadAllBytes(Package(folder)).ShouldBe(first);
        var again = Run(folder, "--json").Json;
        again.GetProperty("imported").GetString()!.ShouldContain("another version");
        again.GetProperty("after").GetProperty("packageSha256").GetString().ShouldBe(PackageFile.Read(Package(folder)).Sha256);
        Run(folder, "--check").Output.ShouldContain("is current");
    }

    [Fact]
    public void Equal_models_and_options_give_equal_packages_and_code()
    {
        using var one = Folder(Section);
        using var other = Folder(Section);
        foreach (var folder in (PackageFolder[])[one, other])
        {
            Run(folder).ExitCode.ShouldBe(ExitCode.Success);
        }

        File.ReadAllBytes(Package(other)).ShouldBe(File.ReadAllBytes(Package(one)));
        Contents(other).ShouldBe(Contents(one));
    }

    [Fact]
    public void The_options_of_an_import_are_taken_and_a_change_of_them_is_stale()
    {
        using var folder = Folder(Section);
        Run(folder).ExitCode.ShouldBe(ExitCode.Success);
        Write(folder, Section + "name = \"other\"\nlabels = [\"a\", \"b, c\", \"d\"]\ndrop-softmax = true\n");
        Run(folder, "--check").ShouldBeRefused(ExitCode.CheckFailed, "is not what", "becomes now: [import] or striate has changed");
        Run(folder).ExitCode.ShouldBe(ExitCode.Success);
        File.ReadAllBytes(Package(folder))
            .ShouldBe(PackageFile.Format(Imported(folder, new ImportOptions("other", ["a", "b, c", "d"], true)), ""));
    }

    [Fact]
    public void What_is_wrong_with_the_model_is_one_line_and_changes_nothing()
    {
        using var folder = Folder(Section);
        Run(folder).ExitCode.ShouldBe(ExitCode.Success);
        var before = Contents(folder);
        var sample = TfliteBuilder.Sample();
        File.Delete(folder["model.tflite"]);
        Run(folder).ShouldBeRefused(ExitCode.BadInput, "[import] model", "model.tflite is missing");
        Directory.CreateDirectory(folder["model.tflite"]);
        Run(folder).ShouldBeRefused(ExitCode.BadInput, "[import] model", "is a folder");
        Directory.Delete(folder["model.tflite"]);
        foreach (
            var hostile in (byte[][])
                [
                    [],
                    [1, 2, 3],
                    sample[..(sample.Length / 2)],
                    [.. Enumerable.Repeat((byte)0xff, 5000)],
                ]
        )
        {
            File.WriteAllBytes(folder["model.tflite"], hostile);
            Run(folder).ShouldBeRefused(ExitCode.BadInput, "model.tflite: STR18");
            Run(folder, "--check").ShouldBeRefused(ExitCode.BadInput, "model.tflite: STR18");
        }

        Contents(folder).ShouldBe(before);
    }

    [Fact]
    public void A_demand_that_breaks_leaves_the_package_as_it_was()
    {
        using var folder = Folder(Section);
        Run(folder).ExitCode.ShouldBe(ExitCode.Success);
        var (package, code) = (File.ReadAllBytes(Package(folder)), Contents(folder));
        File.WriteAllBytes(folder["model.tflite"], TfliteBuilder.Map());
        Write(folder, Section + "[budget]\nmax-il = 10\n");
        Run(folder).ShouldFail(ExitCode.CheckFailed, "[budget]", "nothing was changed");
        File.ReadAllBytes(Package(folder)).ShouldBe(package);
        Contents(folder).ShouldBe(code);
    }

    [Fact]
    public void A_package_that_was_trained_is_not_replaced_and_a_damaged_one_may_be_deleted()
    {
        using var folder = Folder(Section);
        Directory.CreateDirectory(Path.GetDirectoryName(Package(folder))!);
        File.Copy(folder.Package, Package(folder));
        var trained = File.ReadAllBytes(Package(folder));
        Run(folder).ShouldBeRefused(ExitCode.BadInput, "was not imported", "name another package");
        File.ReadAllBytes(Package(folder)).ShouldBe(trained);
        File.WriteAllText(Package(folder), "no package");
        Run(folder).ShouldBeRefused(ExitCode.BadInput, "imported.striate", "delete it");
        File.ReadAllText(Package(folder)).ShouldBe("no package");
        File.Delete(Package(folder));
        Run(folder).ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public void A_board_gets_no_package_that_is_missing_or_stale()
    {
        using var folder = Folder(Section);
        CliRun
            .Of("board", "build", folder["."], "--sources")
            .ShouldBeRefused(ExitCode.BadInput, "imported.striate is missing", "striate regenerate");
        Run(folder).ExitCode.ShouldBe(ExitCode.Success);
        CliRun.Of("board", "build", folder["."], "--sources").ExitCode.ShouldBe(ExitCode.Success);
        File.WriteAllBytes(folder["model.tflite"], TfliteBuilder.Map());
        CliRun
            .Of("board", "build", folder["."], "--sources")
            .ShouldBeRefused(ExitCode.BadInput, "another version of", "striate regenerate");
        CliRun
            .Of("board", "test", folder["."], "--emulated")
            .ShouldBeRefused(ExitCode.BadInput, "another version of", "striate regenerate");

        // A package alone is enough: who builds the board's application need not have the model.
        File.Delete(folder["model.tflite"]);
        CliRun.Of("board", "build", folder["."], "--sources").ExitCode.ShouldBe(ExitCode.Success);
    }

    private static PackageFolder Folder(string section)
    {
        var folder = new PackageFolder();
        Write(folder, section);
        File.WriteAllBytes(folder["model.tflite"], TfliteBuilder.Sample());
        return folder;
    }

    private static void Write(PackageFolder folder, string section) =>
        File.WriteAllText(
            folder[Project.FileName],
            $"package = \"packages/imported.striate\"\n{section}[generator]\nstrategy = \"naive\"\n"
        );

    private static CliRun Run(PackageFolder folder, params string[] options) => CliRun.Of(["regenerate", folder["."], .. options]);

    private static string Package(PackageFolder folder) => folder["packages/imported.striate"];

    private static ModelPackage Imported(PackageFolder folder, ImportOptions options) =>
        ModelImporter.Import(folder["model.tflite"], options).Required();

    private static (bool Package, bool Code) Exists(PackageFolder folder) =>
        (File.Exists(Package(folder)), Directory.Exists(folder["generated"]));

    private static Dictionary<string, string> Contents(PackageFolder folder) =>
        Directory
            .EnumerateFiles(folder["generated"], "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .ToDictionary(path => Path.GetRelativePath(folder["generated"], path), File.ReadAllText);
}
