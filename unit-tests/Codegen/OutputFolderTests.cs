using Striate.Codegen;
using Striate.Fuzzing;

namespace Striate.UnitTests.Codegen;

public sealed class OutputFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("striate-").FullName;

    [Fact]
    public void What_was_written_is_current()
    {
        OutputFolder.Write(Code(Strategy.Literal), _folder);
        OutputFolder.Check(Code(Strategy.Literal), _folder).ShouldBeNull();
    }

    [Fact]
    public void Each_kind_of_staleness_has_its_reason()
    {
        OutputFolder.Write(Code(Strategy.Literal), _folder);
        OutputFolder.Check(Code(Strategy.Table), _folder).ShouldNotBeNull().ShouldContain("other options");
        OutputFolder.Check(Code(Strategy.Literal, new string('1', 64)), _folder).ShouldNotBeNull().ShouldContain("another package");
        var path = Directory.GetFiles(_folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        File.AppendAllText(path, "// mine\n");
        OutputFolder.Check(Code(Strategy.Literal), _folder).ShouldNotBeNull().ShouldContain("edited");
        File.Delete(path);
        OutputFolder.Check(Code(Strategy.Literal), _folder).ShouldNotBeNull().ShouldContain("missing");
    }

    [Fact]
    public void Files_of_an_earlier_run_go_and_files_of_the_user_stay()
    {
        OutputFolder.Write(Code(Strategy.Literal), _folder);
        var mine = Path.Combine(_folder, "Mine.cs");
        File.WriteAllText(mine, "class Mine { }");
        var code = Code(Strategy.Literal);
        OutputFolder.Write(code with { Files = code.Files.RemoveAt(0) }, _folder);
        File.Exists(Path.Combine(_folder, code.Files[0].Assembly, code.Files[0].Name)).ShouldBeFalse();
        File.Exists(mine).ShouldBeTrue();
    }

    [Fact]
    public void Networks_share_a_folder_and_a_folder_of_ones_own_holds_nothing_else()
    {
        var (one, other) = (Code(Strategy.Literal), Code(Strategy.Literal, seed: 2, name: "other"));
        OutputFolder.Write(one, _folder);
        OutputFolder.Write(other, _folder);
        OutputFolder.Check(one, _folder).ShouldBeNull();
        OutputFolder.Check(other, _folder).ShouldBeNull();
        OutputFolder.Check(other, _folder, isOwn: true).ShouldNotBeNull().ShouldContain("no longer generated");
        OutputFolder.Write(other, _folder, isOwn: true);
        OutputFolder.Check(other, _folder, isOwn: true).ShouldBeNull();
        OutputFolder.Check(one, _folder).ShouldNotBeNull().ShouldContain("missing");
    }

    [Fact]
    public void Links_are_neither_followed_nor_written_through()
    {
        var code = Code(Strategy.Literal);
        var (own, outside) = (Path.Combine(_folder, "own"), Path.Combine(_folder, "outside"));
        OutputFolder.Write(code, outside);
        Directory.CreateDirectory(own);
        Directory.CreateSymbolicLink(Path.Combine(own, "loop"), own);
        Directory.CreateSymbolicLink(Path.Combine(own, "away"), outside);
        OutputFolder.Write(code, own, isOwn: true);
        OutputFolder.Check(code, own, isOwn: true).ShouldBeNull();
        OutputFolder.Check(code, outside, isOwn: true).ShouldBeNull();

        var assembly = Path.Combine(own, code.MainAssembly);
        Directory.Delete(assembly, recursive: true);
        Directory.CreateSymbolicLink(assembly, Path.Combine(outside, code.MainAssembly));
        Should.Throw<StriateException>(() => OutputFolder.Write(Code(Strategy.Table), own)).Message.ShouldContain("is a link");
        OutputFolder.Check(code, outside, isOwn: true).ShouldBeNull();
    }

    [Fact]
    public void Ends_of_lines_do_not_matter()
    {
        var code = Code(Strategy.Literal);
        OutputFolder.Write(code, _folder);
        var path = Path.Combine(_folder, code.Files[0].Assembly, code.Files[0].Name);
        File.WriteAllText(path, File.ReadAllText(path).ReplaceLineEndings("\r\n"));
        OutputFolder.Check(code, _folder).ShouldBeNull();
    }

    [Fact]
    public void The_layer_map_stands_beside_the_networks_assembly_and_is_checked()
    {
        var code = Code(Strategy.Literal);
        OutputFolder.Write(code, _folder);
        var path = Path.Combine(_folder, code.MainAssembly, LayerMapFile.NameOf(code.MainAssembly));
        var map = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)).ShouldNotBeNull();
        map.Where(entry => entry.Key != LayerMapFile.StampKey)
            .ToDictionary()
            .ShouldBe(code.LayerOfClass.ToDictionary(entry => $"{code.Namespace}.{entry.Key}", entry => entry.Value), ignoreOrder: true);
        File.AppendAllText(path, " ");
        OutputFolder.Check(code, _folder).ShouldNotBeNull().ShouldContain(path);
    }

    [Fact]
    public void A_file_that_striate_did_not_generate_is_never_overwritten()
    {
        var code = Code(Strategy.Literal);
        var path = Path.Combine(_folder, code.Files[0].Assembly, code.Files[0].Name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "class Mine { }");
        Should.Throw<StriateException>(() => OutputFolder.Write(code, _folder)).Message.ShouldContain(path);
        File.ReadAllText(path).ShouldBe("class Mine { }");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static GeneratedCode Code(Strategy strategy, string? sha = null, ulong seed = 1, string name = "fuzz") =>
        Generator.Emit(
            NetworkGenerator.FromSeed(seed, GeneratorSize.Small) with
            {
                Name = name,
            },
            new GeneratorOptions(strategy),
            sha ?? new string('0', 64)
        );
}
