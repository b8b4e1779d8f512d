using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Compilation;
using Striate.Emulator;
using Striate.Platform.Deployment;

namespace Striate.Fuzzing.Programs;

/// <summary>What the runtimes made of a program.</summary>
/// <param name="Program">The program.</param>
/// <param name="Desktop">Result on .NET, or the exception that it ended with.</param>
/// <param name="Emulator">Result in the emulator, or the diagnostic that it ended with.</param>
/// <param name="Portable">The same of its .pe, with what was counted where that differs.</param>
public sealed record Outcome(TestProgram Program, string Desktop, string Emulator, string Portable)
{
    /// <summary>Whether all did the same.</summary>
    public bool Agrees => Desktop == Emulator && Emulator == Portable;
}

/// <summary>
/// Runs many programs, compiled together, on desktop .NET and in the emulator: the same assembly bytes, and what is flashed of
/// them.
/// </summary>
public static class DifferentialRun
{
    private const long InstructionLimit = 200_000_000;

    // A .pe holds 64 KB of code.
    private const int ProgramsPerAssembly = 10;

    /// <summary>One outcome per program, in order.</summary>
    /// <exception cref="InvalidOperationException">The programs do not compile, or one of them fits no .pe; the generator is
    /// wrong.</exception>
    public static ImmutableArray<Outcome> Run(IReadOnlyList<TestProgram> programs) =>
        [.. programs.Chunk(ProgramsPerAssembly).SelectMany(RunAssembly)];

    private static IEnumerable<Outcome> RunAssembly(TestProgram[] programs)
    {
        var classes = programs.Select((program, index) => ProgramText.OfClass(program, Name(index)));
        var assembly = CSharpCompiler
            .Compile("programs", [new SourceText("programs.cs", Vocabulary.Library + string.Concat(classes))], [])
            .Required();
        var portable = PortableAssembly.Write(assembly.Image);
        if (!portable.Diagnostics.IsEmpty)
        {
            return programs.Length > 1
                ? programs.Chunk((programs.Length + 1) / 2).SelectMany(RunAssembly)
                : throw new InvalidOperationException(portable.Diagnostics[0].ToString());
        }

        using var desktop = DesktopLoader.Load(assembly);
        var (emulator, flashed) = (Loaded.Of(assembly.Image), Loaded.Of(portable.Bytes));
        return
        [
            .. programs.Select(
                (program, index) =>
                {
                    var (result, counters) = emulator.Run(Name(index));
                    var (again, counted) = flashed.Run(Name(index));
                    return new Outcome(
                        program,
                        OnDesktop(desktop, Name(index)),
                        result,
                        counters == counted ? again : $"{again} with {counted}, not {counters}"
                    );
                }
            ),
        ];
    }

    private static string Name(int index) => "P" + index.ToString(CultureInfo.InvariantCulture);

    private static string OnDesktop(DesktopLoader desktop, string type)
    {
        var run = desktop.GetMethod<Func<long>>(type, "F");
        try
        {
            return run().ToString(CultureInfo.InvariantCulture);
        }
#pragma warning disable CA1031 // Whatever a generated program throws is its result.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            return thrown.GetType().FullName!;
        }
    }

    /// <summary>An assembly in the emulator, or why it does not load.</summary>
    private sealed record Loaded(Machine? Machine, string Refusal)
    {
        public static Loaded Of(ImmutableArray<byte> image)
        {
            try
            {
                return new Loaded(Machine.Load([image.AsMemory()], new MachineOptions { InstructionLimit = InstructionLimit }), "");
            }
            catch (EmulatorException failure)
            {
                return new Loaded(null, failure.Message);
            }
        }

        public (string Result, Counters? Counters) Run(string type)
        {
            if (Machine is null)
            {
                return (Refusal, null);
            }

            try
            {
                Machine.ResetCounters();
                var result = (long)Machine.Invoke(type, "F")!;
                return (result.ToString(CultureInfo.InvariantCulture), Machine.Counters);
            }
            catch (EmulatorException failure)
            {
                return (failure.ExceptionType ?? failure.Message, Machine.Counters);
            }
        }
    }
}
