using System.Collections.Immutable;
using Striate.Codegen.Compilation;
using Striate.Platform.Deployment;
using Striate.Platform.Deployment.Writing;
using Striate.UnitTests.Compilation;

namespace Striate.UnitTests.Deployment;

/// <summary>What is flashed is what was run: programs do the same as assemblies and as .pe files, count for count.</summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public sealed class FlashedProgramTests(KnownPortableFiles known) : IClassFixture<KnownPortableFiles>
{
    private static readonly Dictionary<string, string[]> s_needed = new()
    {
        ["usesliba"] = ["liba"],
        ["Firmware.digits"] = ["Digits", "Digits.Trace"],
        ["Firmware.motion"] = ["Motion1d", "Motion1d.Trace"],
        ["Firmware.fashion-mnist"] =
        [
            "Lenet.Part1",
            "Lenet.Part2",
            "Lenet.Part3",
            "Lenet.Part4",
            "Lenet.Part5",
            "Lenet.Part6",
            "Lenet",
            "Lenet.Trace",
        ],
    };

    public static TheoryData<string> Converting =>
        [
            .. KnownProgram
                .All.Where(program => program.Converts && program.Name is not ("generic_method" or "multidim" or "locals_300"))
                .Select(program => program.Name),
        ];

    [Theory]
    [MemberData(nameof(Converting))]
    public void A_program_that_was_compiled_here_does_the_same(string name)
    {
        var image = KnownProgram.Get(name).Compile().Required().Image;

        FlashedRun.Of(name, PortableWriter.Write(image, [])).ShouldBe(FlashedRun.Of(name, image));
    }

    [Fact]
    public void Every_known_file_does_the_same()
    {
        var files = known.All.ToDictionary(file => file.Name);
        foreach (
            var (name, _, portable) in known.All.Where(file =>
                file.Portable is not null && file.Name is not ("generic_method" or "multidim" or "locals_300")
            )
        )
        {
            string[] all = [.. s_needed.GetValueOrDefault(name, []), name];

            var flashed = FlashedRun.Of(name, all.Select(each => files[each].Portable!.Value));

            flashed.ShouldBe(FlashedRun.Of(name, all.Select(each => files[each].Image)), name);
        }
    }

    [Theory]
    [InlineData("types", "square4:16", "24", "gone", "4000000003", "wörd49223372036854775807", "51", "7", "18", "is", "shape", "END")]
    [InlineData("attributes", "7", "d", "END")]
    [InlineData("usesliba", "41", "20", "11111", "1", "END")]
    public void A_program_of_many_constructs_prints_what_it_does_on_the_real_runtime(string name, params string[] lines)
    {
        var images = ImmutableArray.CreateBuilder<CompiledAssembly>();
        foreach (var each in s_needed.GetValueOrDefault(name, []).Append(name))
        {
            var source = new SourceText(each + ".cs", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "pe", each + ".cs")));
            images.Add(CSharpCompiler.Compile(each, [source], [.. images], executable: each == name).Required());
        }

        var run = FlashedRun.Of(name, images.Select(image => PortableAssembly.Write(image.Image).Bytes));

        run.Output.TrimEnd('\n').Split('\n').ShouldBe(lines);
        run.ShouldBe(FlashedRun.Of(name, images.Select(image => image.Image)));
    }
}
