using System.Runtime.CompilerServices;

namespace Striate.UnitTests;

/// <summary>
/// Each project's folders can be read in order: a folder uses names of those before it, and of others only what stands here.
/// </summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public class FolderOrderTests
{
    /// <summary>Of each project the folders in order, and the pairs of folders, user first, whose names run against it.</summary>
    public static TheoryData<string, string, string> Orders =>
        new()
        {
            {
                "codegen",
                "Naming Validation Options Arithmetic Memory Syntax Lowering Lowering/Sums Lowering/Elementwise Lowering/Pooling Lowering/FullyConnected Lowering/Convolution Lowering/Sweeps Lowering/General Planning Rendering Compilation Output Reporting .",
                ""
            },
            {
                "model",
                "Segments Graph Graph/Layers Graph/Validation Streaming Reference Storage Figures Packaging Packaging/Manifest",
                "Graph>Graph/Layers Graph>Graph/Validation Packaging>Packaging/Manifest"
            },
            { "platform", ". Checking Deployment/Format Deployment/Writing Deployment/Reading Deployment", "" },
            { "datasets", "Numpy Reading Preparation . Streams", "" },
            {
                "trainer",
                "Native Networks Networks/Layers Learning/Layers Learning Quantisation Quantisation/Layers Imported . Runs",
                "Networks>Networks/Layers Learning/Layers>Learning Learning>. Quantisation>Quantisation/Layers Quantisation>. .>Runs"
            },
            {
                "emulator",
                "Deployment Memory Loading Decoding . Scheduling Execution Libraries Reporting",
                "Deployment>Loading Deployment>Decoding Memory>Loading Memory>. Memory>Execution Loading>. Loading>Decoding Loading>Execution Decoding>. Decoding>Libraries Decoding>Execution .>Execution .>Libraries Execution>Libraries Memory>Decoding Memory>Libraries Memory>Scheduling .>Scheduling Scheduling>Execution Scheduling>Libraries"
            },
            { "tools/zoo", ". Layers Architectures Chains", ".>Architectures" },
            { "board", "Sensors Links Protocol Testing Watching Toolchain", "" },
            { "tools/fuzzing", ". Layers Networks Programs Damage", ".>Layers" },
            { "verification", ".", "" },
            { "projects", ".", "" },
            { "tools/results", "Pictures . Page", "Pictures>." },
            { "cli", ". Presentation Verbs", ".>Presentation .>Verbs Presentation>Verbs" },
        };

    [Theory]
    [MemberData(nameof(Orders))]
    public void Names_run_forward(string project, string order, string exceptions)
    {
        var allowed = exceptions.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        var backward = Read(project).Backward(order.Split(' ')).Where(use => !allowed.Contains(PairOf(use))).ToList();
        backward.ShouldBeEmpty($"{project}: {backward.Count} names run backward through '{order}'");
    }

    [Fact]
    public void A_name_that_runs_backward_is_found()
    {
        var folders = new SourceFolders(
            "somewhere",
            [new NameUse("Early/A.cs", 3, "B", "Late/B.cs"), new NameUse("Late/B.cs", 5, "A", "Early/A.cs")]
        );
        folders.Backward(["Early", "Late"]).Select(use => use.ToString()).ShouldBe(["Early/A.cs(3): B of Late/B.cs"]);
        folders.Backward(["Late", "Early"]).Select(PairOf).ShouldBe(["Late>Early"]);
        folders.Backward(["Early"]).Count().ShouldBe(2);
        folders.FileCycles().ShouldHaveSingleItem().ShouldBe(["Early/A.cs", "Late/B.cs"]);
    }

    [Fact]
    public void Files_of_the_compiler_that_use_each_other_share_a_folder() =>
        Read("codegen").FileCycles().ShouldAllBe(cycle => cycle.Select(SourceFolders.FolderOf).Distinct().Count() == 1);

    private static string PairOf(NameUse use) => $"{SourceFolders.FolderOf(use.User)}>{SourceFolders.FolderOf(use.Declarer)}";

    private static SourceFolders Read(string project)
    {
        var name = project.Split('/')[^1];
        var folder = Path.Combine(Root(), project);
        return SourceFolders.Of(folder, "Striate." + char.ToUpperInvariant(name[0]) + name[1..]);
    }

    private static string Root([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, ".."));
}
