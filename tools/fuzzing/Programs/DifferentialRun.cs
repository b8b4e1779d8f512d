using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Compilation;
using Striate.Emulator;

namespace Striate.Fuzzing.Programs;

/// <summary>What the two runtimes made of a program.</summary>
/// <param name="Program">The program.</param>
/// <param name="Desktop">Result on .NET, or the exception that it ended with.</param>
/// <param name="Emulator">Result in the emulator, or the diagnostic that it ended with.</param>
public sealed record Outcome(TestProgram Program, string Desktop, string Emulator)
{
    /// <summary>Whether both did the same.</summary>
    public bool Agrees => Desktop == Emulator;
}

/// <summary>Runs many programs, compiled together, on desktop .NET and in the emulator: the same assembly bytes.</summary>
public static class DifferentialRun
{
    private const long InstructionLimit = 200_000_000;

    /// <summary>One outcome per program, in order.</summary>
    /// <exception cref="InvalidOperationException">The programs do not compile; the generator is wrong.</exception>
    public static ImmutableArray<Outcome> Run(IReadOnlyList<TestProgram> programs)
    {
        var classes = programs.Select((program, index) => ProgramText.OfClass(program, Name(index)));
        var assembly = CSharpCompiler.Compile("programs", [new SourceText("programs.cs", Vocabulary.Library + string.Concat(classes))], []).Required();
        using var desktop = DesktopLoader.Load(assembly);
        Machine? machine = null;
        string? refusal = null;
        try
        {
            machine = Machine.Load([assembly.Image.AsMemory()], new MachineOptions { InstructionLimit = InstructionLimit });
        }
        catch (EmulatorException failure)
        {
            refusal = failure.Message;
        }

        return [.. programs.Select((program, index) => new Outcome(
            program, OnDesktop(desktop, Name(index)), refusal ?? InEmulator(machine!, Name(index))))];
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

    private static string InEmulator(Machine machine, string type)
    {
        try
        {
            machine.ResetCounters();
            return ((long)machine.Invoke(type, "F")!).ToString(CultureInfo.InvariantCulture);
        }
        catch (EmulatorException failure)
        {
            return failure.ExceptionType ?? failure.Message;
        }
    }
}
