using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen;
using Striate.Codegen.Compilation;
using Striate.Emulator;
using Striate.Emulator.Verification;
using Striate.Model.Packaging;
using Striate.Platform;

namespace Striate.Verification;

/// <summary>What the real runtime made of the golden vectors.</summary>
/// <param name="Vectors">Golden vectors that were run: as many as fit into the tables of one assembly.</param>
/// <param name="Lines">Lines compared: a CRC per layer and a value per logit.</param>
/// <param name="FirstDifference">The first line that is not the reference's on emulator or real runtime; null: none.</param>
/// <param name="PeBytes">Sizes of the .pe files by assembly.</param>
public sealed record RealRuntimeReport(int Vectors, int Lines, string? FirstDifference, IReadOnlyDictionary<string, long> PeBytes);

/// <summary>Runs the trace of a network on the real nanoCLR and in the emulator, and compares both with the integer reference.</summary>
public static class RealRuntimeCheck
{
    private const string ProgramName = "StriateRealRun";

    /// <summary>Compiles against the folder's mscorlib.dll, converts, runs and compares.</summary>
    /// <param name="commands">The tools.</param>
    /// <param name="build">The generated code.</param>
    /// <param name="vectors">At least one vector of the integer reference.</param>
    /// <param name="folder">An existing folder for assemblies and .pe files.</param>
    /// <exception cref="StriateException">A tool fails, a .pe is truncated, END is missing, or the code does not compile against that
    /// library.</exception>
    /// <exception cref="IOException">The folder of the CoreLibrary has no mscorlib.dll.</exception>
    public static RealRuntimeReport Run(RealRuntimeCommands commands, BuildResult build, IReadOnlyList<GoldenVector> vectors, string folder)
    {
        ImmutableArray<byte> library = [.. File.ReadAllBytes(Path.Combine(commands.CoreLibrary, "mscorlib.dll"))];
        var fitting = (int)Math.Max(1, Limits.AssemblyInitialisers.Works / Math.Max(1, vectors[0].Input.Length));
        GoldenVector[] run = [.. vectors.Take(fitting)];
        var assemblies = Compile(build.Code, library, run);
        var expected = Expected(build.Code, run);
        var emulated = Emulate(assemblies);
        var real = RealRuntime.Run(commands, [.. assemblies.Select(assembly => (assembly.Name, assembly.Image.AsMemory()))], folder);
        return new RealRuntimeReport(
            run.Length,
            expected.Length,
            Difference("emulator", emulated, expected) ?? Difference("real runtime", real.Output, expected),
            real.PeBytes
        );
    }

    private static List<CompiledAssembly> Compile(GeneratedCode code, ImmutableArray<byte> library, GoldenVector[] vectors)
    {
        var assemblies = new List<CompiledAssembly>();
        // The network's assembly before its trace, parts before both.
        foreach (var name in code.Assemblies.Append(code.TraceAssembly))
        {
            SourceText[] sources =
            [
                .. code.Files.Where(file => file.Assembly == name).Select(file => new SourceText(file.Name, file.Text)),
            ];
            assemblies.Add(CSharpCompiler.Compile(name, sources, assemblies, coreLibrary: library).Required());
        }

        assemblies.Add(
            CSharpCompiler
                .Compile(
                    ProgramName,
                    [new SourceText("Program.cs", Program(code, vectors))],
                    assemblies,
                    executable: true,
                    coreLibrary: library
                )
                .Required()
        );
        return assemblies;
    }

    // Nothing but CoreLibrary is at hand on a desktop CLR.
    private static string Program(GeneratedCode code, GoldenVector[] vectors) =>
        $$"""
            using System;
            public static class {{ProgramName}}
            {
                static readonly byte[] Inputs = { {{string.Join(",", vectors.SelectMany(vector => vector.Input))}} };
                public static void Main()
                {
                    byte[] input = new byte[{{vectors[0].Input.Length}}];
                    int[] logits = new int[{{vectors[0].Logits.Length}}];
                    uint[] crcs = new uint[{{vectors[0].LayerCrcs.Length}}];
                    for (int v = 0; v < {{vectors.Length}}; v++)
                    {
                        Array.Copy(Inputs, v * input.Length, input, 0, input.Length);
                        global::{{code.Namespace}}.{{code.NetworkClass}}Trace.Run(input, logits, crcs);
                        for (int l = 0; l < crcs.Length; l++) Console.WriteLine("vector " + v.ToString() + " layer " + l.ToString() + " crc " + crcs[l].ToString());
                        for (int i = 0; i < logits.Length; i++) Console.WriteLine("vector " + v.ToString() + " logit " + i.ToString() + " is " + logits[i].ToString());
                    }
                    Console.WriteLine("{{RealRuntime.EndMarker}}");
                }
            }
            """;

    private static string[] Expected(GeneratedCode code, GoldenVector[] vectors) =>
        [
            .. vectors.SelectMany(
                (vector, v) =>
                    (IEnumerable<string>)
                        [
                            .. code.TracedCrcs(vector.LayerCrcs)
                                .Select((crc, layer) => string.Create(CultureInfo.InvariantCulture, $"vector {v} layer {layer} crc {crc}")),
                            .. vector.Logits.Select(
                                (logit, index) => string.Create(CultureInfo.InvariantCulture, $"vector {v} logit {index} is {logit}")
                            ),
                        ]
            ),
        ];

    private static IReadOnlyList<string> Emulate(List<CompiledAssembly> assemblies)
    {
        using var output = new StringWriter();
        Machine
            .Load(assemblies.Select(assembly => assembly.ToPortable().AsMemory()), new MachineOptions { Output = output })
            .InvokeMain(ProgramName);
        return RealRuntime.LinesBeforeEnd(output.ToString());
    }

    private static string? Difference(string executor, IReadOnlyList<string> lines, string[] expected)
    {
        for (var index = 0; index < Math.Max(lines.Count, expected.Length); index++)
        {
            var (have, want) = (index < lines.Count ? lines[index] : "nothing", index < expected.Length ? expected[index] : "nothing");
            if (have != want)
            {
                return $"{executor}: '{have}' instead of '{want}'";
            }
        }

        return null;
    }
}
