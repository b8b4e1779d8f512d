using Striate.Cli;
using Striate.Model.Packaging;

namespace Striate.UnitTests.Cli;

public class ExportTests
{
    [Theory]
    [InlineData("--integer")]
    [InlineData("")]
    public void A_package_comes_back_from_what_it_is_exported_as(string form)
    {
        using var folder = new PackageFolder();
        string[] options = form.Length > 0 ? [form] : [];
        var exported = CliRun.Of(["export", folder.Package, "--out", folder["network.onnx"], "--json", .. options]);
        exported.ExitCode.ShouldBe(ExitCode.Success, exported.Error);
        exported.Json.GetProperty("form").GetString().ShouldBe(form.Length > 0 ? "integer" : "qdq");
        exported.Json.GetProperty("bytes").GetInt64().ShouldBe(new FileInfo(folder["network.onnx"]).Length);
        CliRun.Of("import", folder["network.onnx"], "--out", folder["again.striate"]).ExitCode.ShouldBe(ExitCode.Success);
        var (before, after) = (PackageFile.Read(folder.Package).Package.Network, PackageFile.Read(folder["again.striate"]).Package.Network);
        PackageFile.Format(new ModelPackage(after, null, []), "").ShouldBe(PackageFile.Format(new ModelPackage(before, null, []), ""));
    }

    [Fact]
    public void A_file_that_is_there_stays()
    {
        using var folder = new PackageFolder();
        File.WriteAllText(folder["network.onnx"], "mine");
        CliRun
            .Of("export", folder.Package, "--out", folder["network.onnx"])
            .ShouldBeRefused(ExitCode.BadInput, "is there already", "--force");
        File.ReadAllText(folder["network.onnx"]).ShouldBe("mine");
        CliRun.Of("export", folder.Package, "--out", folder.Package, "--force").ShouldBeRefused(ExitCode.Usage, "are one file");
        CliRun.Of("export", folder.Package, "--out", folder["network.onnx"], "--force").ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public void What_is_no_package_is_refused()
    {
        using var folder = new PackageFolder();
        File.WriteAllText(folder["notes.txt"], "mine");
        CliRun.Of("export", folder["notes.txt"], "--out", folder["network.onnx"]).ShouldBeRefused(ExitCode.BadInput, "notes.txt");
        File.Exists(folder["network.onnx"]).ShouldBeFalse();
    }
}
