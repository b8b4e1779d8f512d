using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Striate.Platform;
using Striate.Platform.Deployment;
using Striate.Platform.Deployment.Writing;
using Striate.UnitTests.Compilation;

namespace Striate.UnitTests.Emulator;

public sealed class DeploymentTests
{
    public static TheoryData<string> Converting => [.. KnownProgram.All.Where(program => program.Converts).Select(program => program.Name)];

    /// <summary>Sizes of the real metadata processor's .pe files.</summary>
    [Theory]
    [MemberData(nameof(Converting))]
    public void ThePeIsAsLongAsTheRealOne(string name) =>
        PortableWriter.Write(CompileAsMeasured(name, name + ".cs"), []).Length.ShouldBe(KnownProgram.Get(name).PeBytes);

    // The known sizes are those of programs whose compiler was left to put its attribute classes into the assembly.
    private static ImmutableArray<byte> CompileAsMeasured(string name, string file)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "nanoclr", "programs", file));
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest))],
            ReferenceAssemblies.All.Select(assembly => MetadataReference.CreateFromImage(assembly.Image)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release, deterministic: true)
        );
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        result.Success.ShouldBeTrue(string.Join("\n", result.Diagnostics));
        return [.. image.ToArray()];
    }

    /// <summary>The measured one came of a compiler with other options.</summary>
    [Fact]
    public void SoIsNearlyOneWithTablesAndMuchCode() =>
        DeploymentSize
            .Of(CompileAsMeasured("convolution_shapes", "convolution_shapes.cs.txt"))
            .ShouldBeInRange(33_384 * 99 / 100, 33_384 * 101 / 100);

    /// <summary>nanoTablesContext.cs, SortTypesAccordingUsages: by name, not in the order of the source.</summary>
    [Fact]
    public void StaticConstructorsFollowTheOrderOfThePe() =>
        TestCompiler
            .Run(
                """
                public static class Log { public static int Seen; }
                public static class Zebra { public static int X = Log.Seen = Log.Seen * 10 + 2; }
                public static class Ant { public static int X = Log.Seen = Log.Seen * 10 + 1; }
                public static class P { public static int F() { return Log.Seen; } }
                """
            )
            .ShouldBe(12);

    /// <summary>Types that called methods take and return come first.</summary>
    [Fact]
    public void TypesThatAreUsedComeBeforeTheirUsers() =>
        TestCompiler
            .Run(
                """
                public static class Log { public static int Seen; }
                public class Zebra { public static int X = Log.Seen = Log.Seen * 10 + 2; public static Zebra Make() { return null; } }
                public static class Ant { public static int X = Log.Seen = Log.Seen * 10 + 1; static void Use() { Zebra.Make(); } }
                public static class P { public static int F() { return Log.Seen; } }
                """
            )
            .ShouldBe(21);
}
