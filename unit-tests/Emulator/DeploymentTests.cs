using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Striate.Platform.Deployment;
using Striate.Platform;
using Striate.UnitTests.Compilation;

namespace Striate.UnitTests.Emulator;

public sealed class DeploymentTests
{
    private const double Tolerance = 0.02;

    // In files of half a kilobyte two per cent is less than the paddings of four tables.
    private const double SmallestTolerance = 16;

    public static TheoryData<string> Converting =>
        [.. KnownProgram.All.Where(program => program.Converts).Select(program => program.Name)];

    /// <summary>Sizes of the real metadata processor's .pe files.</summary>
    [Theory]
    [MemberData(nameof(Converting))]
    public void TheModelOfThePeIsWithinTwoPercent(string name)
    {
        var program = KnownProgram.Get(name);

        var size = DeploymentSize.Of(CompileAsMeasured(name));

        ((double)size.Total).ShouldBe(program.PeBytes, Math.Max(SmallestTolerance, program.PeBytes * Tolerance), size.ToString());
    }

    // The known sizes are those of programs whose compiler was left to put its attribute classes into the assembly.
    private static ImmutableArray<byte> CompileAsMeasured(string name)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "nanoclr", "programs", name + ".cs"));
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest))],
            ReferenceAssemblies.All.Select(assembly => MetadataReference.CreateFromImage(assembly.Image)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release, deterministic: true));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        result.Success.ShouldBeTrue(string.Join("\n", result.Diagnostics));
        return [.. image.ToArray()];
    }

    [Fact]
    public void AssembliesWithTablesAndMuchCodeAreModelledToo()
    {
        const int measured = 33_384;

        ((double)DeploymentSize.Of(KnownProgram.CompileConvolutions().Required().Image).Total).ShouldBe(measured, measured * Tolerance);
    }

    /// <summary>nanoTablesContext.cs, SortTypesAccordingUsages: by name, not in the order of the source.</summary>
    [Fact]
    public void StaticConstructorsFollowTheOrderOfThePe() => TestCompiler.Run("""
        public static class Log { public static int Seen; }
        public static class Zebra { public static int X = Log.Seen = Log.Seen * 10 + 2; }
        public static class Ant { public static int X = Log.Seen = Log.Seen * 10 + 1; }
        public static class P { public static int F() { return Log.Seen; } }
        """).ShouldBe(12);

    /// <summary>Types that called methods take and return come first.</summary>
    [Fact]
    public void TypesThatAreUsedComeBeforeTheirUsers() => TestCompiler.Run("""
        public static class Log { public static int Seen; }
        public class Zebra { public static int X = Log.Seen = Log.Seen * 10 + 2; public static Zebra Make() { return null; } }
        public static class Ant { public static int X = Log.Seen = Log.Seen * 10 + 1; static void Use() { Zebra.Make(); } }
        public static class P { public static int F() { return Log.Seen; } }
        """).ShouldBe(21);
}
