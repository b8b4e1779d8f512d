using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Striate.Cli;
using Striate.Emulator;
using Striate.Platform;
using Striate.Platform.Checking;
using Striate.Platform.Deployment;
using Striate.UnitTests.Cli;

namespace Striate.UnitTests.Emulator;

/// <summary>Assemblies are untrusted: damaged ones are refused in one line, or run to a result.</summary>
public sealed class DamagedAssemblyTests : IDisposable
{
    internal const string Source = """
        using System;
        public interface IShape { int Area(int scale); }
        public class Square : IShape { public int Side = 3; public virtual int Area(int scale) { return Side * Side * scale; } public override string ToString() { return "square " + Side; } }
        public class Cube : Square { private class Inner : Square { } public override int Area(int scale) { return 6 * base.Area(scale) + new Inner().Side; } }
        public struct Pair { public int A; public long B; }
        public delegate int Step(int x);
        public enum Kind : byte { One, Two }
        public static class P
        {
            static readonly short[] Table = { 1, -2, 3, -4, 5, -6, 7, -8 };
            static int count;
            static int Twice(int x) { count++; return 2 * x; }
            static void Swap(ref int a, ref int b) { int t = a; a = b; b = t; }
            static long Sum(Pair p) { p.A += 1; return p.A + p.B; }
            static int Choose(int x) { switch (x) { case 0: return 7; case 1: return 5; case 2: return 3; default: return x; } }
            static int Guarded(int[] a, int i) { try { return a[i]; } catch (IndexOutOfRangeException) { return -1; } finally { count += 10; } }
            public static void Main()
            {
                IShape shape = new Cube();
                Step step = Twice;
                int a = 1, b = 2;
                Swap(ref a, ref b);
                int[][] rows = new int[3][];
                for (int i = 0; i < rows.Length; i++) { rows[i] = new int[] { i, Choose(i), Table[i] }; a += Guarded(rows[i], i + 1) * step(i); }
                double d = a / 4.0; object o = Kind.Two; uint u = (uint)a >> 3;
                Console.WriteLine(shape + " " + shape.Area(2) + " " + Sum(new Pair { A = a, B = 5 }) + " " + (int)d + " " + (byte)(Kind)o + " " + u + " " + count);
            }
        }
        """;

    private static readonly byte[] s_image = TestCompiler.Compile(Source, "app");

    private readonly PackageFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_whole_assembly_runs() => Run(s_image).Output.ShouldContain("square 3 111 ");

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void An_assembly_with_turned_bytes_is_refused_in_one_line_or_runs()
    {
        var random = new Random(1);
        for (var round = 0; round < 400; round++)
        {
            var image = (byte[])s_image.Clone();
            for (var turns = random.Next(1, 5); turns > 0; turns--)
            {
                image[random.Next(image.Length)] = (byte)random.Next(256);
            }

            ShouldBeJudged(image, $"round {round}");
        }
    }

    [Fact]
    public void An_assembly_that_ends_early_is_refused_in_one_line()
    {
        for (var length = 0; length < s_image.Length; length += 61)
        {
            ShouldBeJudged(s_image[..length], $"length {length}");
        }
    }

    [Theory]
    [InlineData("call of the last method of all", "28 FF FF FF 06")]
    [InlineData("load of the last field of all", "7E FF FF FF 04")]
    [InlineData("text beyond the texts", "72 FF FF 00 70")]
    [InlineData("call of a type", "28 01 00 00 02")]
    [InlineData("call of a table that does not exist", "28 01 00 00 7F")]
    [InlineData("endless pushes", "16 2B FD 00 00")]
    [InlineData("jump out of the method", "2B 7F 00 00 00")]
    [InlineData("half an instruction", "FE 15 01 00 00")]
    public void Instructions_that_name_what_does_not_exist_are_invalid(string what, string il)
    {
        var image = (byte[])s_image.Clone();
        var bytes = Convert.FromHexString(il.Replace(" ", "", StringComparison.Ordinal));
        bytes.CopyTo(image, Offset(image, "Choose"));

        var run = Run(image);

        run.ShouldBeRefused(ExitCode.BadInput, "app.dll", "STR1", "compile it again");
        CliRun
            .Of("emulator", "load", _folder["app.dll"])
            .ShouldBeRefused(
                ExitCode.BadInput,
                "app.dll",
                DiagnosticNumbers.InvalidCode,
                "P::Choose(System.Int32) at IL_",
                "compile it again"
            );
        run.Error.ShouldNotContain("defect", customMessage: what);
    }

    [Theory]
    [InlineData(TableIndex.TypeDef, 2, "Extends")]
    [InlineData(TableIndex.TypeRef, 1, "ResolutionScope")]
    [InlineData(TableIndex.NestedClass, 1, "EnclosingClass")]
    public void Types_that_lead_to_themselves_are_refused(TableIndex table, int row, string column)
    {
        var image = (byte[])s_image.Clone();
        using var file = new PEReader(ImmutableArray.Create(image));
        var reader = file.GetMetadataReader();
        var place = file.PEHeaders.MetadataStartOffset + reader.GetTableMetadataOffset(table) + ((row - 1) * reader.GetTableRowSize(table));
        var (offset, value) = column switch
        {
            "Extends" => (4 + 2 + 2, row << 2),
            "ResolutionScope" => (0, (row << 2) | 3),
            _ => (2, image[place]),
        };
        (image[place + offset], image[place + offset + 1]) = ((byte)value, 0);

        Run(image).ShouldBeRefused(ExitCode.BadInput, "app.dll", DiagnosticNumbers.NotAnAssembly);
        AssemblyChecker.Check(ImmutableArray.Create(image));
        if (column != "Extends")
        {
            Should.Throw<BadImageFormatException>(() => DeploymentSize.Of(ImmutableArray.Create(image)));
        }
    }

    [Fact]
    public void A_type_that_is_specified_by_itself_is_refused()
    {
        var image = (byte[])s_image.Clone();
        using var file = new PEReader(ImmutableArray.Create(image));
        var reader = file.GetMetadataReader();
        var signature = reader.GetTypeSpecification(MetadataTokens.TypeSpecificationHandle(1)).Signature;
        var place = file.PEHeaders.MetadataStartOffset + reader.GetHeapMetadataOffset(HeapIndex.Blob) + reader.GetHeapOffset(signature);
        image[place..(place + 3)].ShouldBe([2, 0x1D, 0x08]);
        (image[place + 1], image[place + 2]) = (0x12, (1 << 2) | 2);

        Run(image).ShouldBeRefused(ExitCode.BadInput, "app.dll");
        Should.Throw<BadImageFormatException>(() => DeploymentSize.Of(ImmutableArray.Create(image)));
    }

    [Fact]
    public void The_damaged_one_of_several_is_named()
    {
        File.WriteAllBytes(_folder["app.dll"], s_image);
        File.WriteAllBytes(_folder["other.dll"], s_image[..700]);
        CliRun
            .Of("emulator", "run", _folder["app.dll"], _folder["other.dll"])
            .ShouldBeRefused(ExitCode.BadInput, "other.dll", DiagnosticNumbers.NotAnAssembly);
    }

    [Theory]
    [InlineData("return new string('x', 1 << 30);")]
    [InlineData("return \"x\".PadLeft(1 << 30);")]
    [InlineData("string s = \"xxxxxxxx\"; while (true) s += s;")]
    public void Texts_larger_than_an_object_are_out_of_memory(string body) =>
        Should
            .Throw<EmulatorException>(() => TestCompiler.Run($"public static class P {{ public static string F() {{ {body} }} }}"))
            .Number.ShouldBe(DiagnosticNumbers.OutOfMemory);

    private void ShouldBeJudged(byte[] image, string what)
    {
        var run = Run(image);
        run.ExitCode.ShouldBeOneOf([ExitCode.Success, ExitCode.CheckFailed, ExitCode.BadInput], $"{what}: {run.Error}");
        if (run.ExitCode != ExitCode.Success)
        {
            run.Error.ShouldStartWith("striate: ", customMessage: what);
            run.Error.ShouldContain("STR1", customMessage: what);
            run.Error.Count(character => character == '\n').ShouldBe(1, what);
        }

        if (run.ExitCode == ExitCode.BadInput)
        {
            run.Error.ShouldContain(_folder["app.dll"], customMessage: what);
        }
    }

    private CliRun Run(byte[] image)
    {
        File.WriteAllBytes(_folder["app.dll"], image);
        return CliRun.Of("emulator", "run", _folder["app.dll"], "--instruction-limit", "100000", "--calibrations", _folder.NoCalibrations);
    }

    /// <summary>Where the instructions of a method stand in the file.</summary>
    private static int Offset(byte[] image, string method)
    {
        using var file = new PEReader(ImmutableArray.Create(image));
        var reader = file.GetMetadataReader();
        var definition = reader
            .MethodDefinitions.Select(reader.GetMethodDefinition)
            .Single(candidate => reader.GetString(candidate.Name) == method);
        var il = file.GetMethodBody(definition.RelativeVirtualAddress).GetILBytes()!;
        return image.AsSpan().IndexOf(il);
    }
}
