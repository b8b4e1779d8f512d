using Striate.Emulator.Execution;

namespace Striate.Emulator.Libraries;

/// <summary>Console and Debug, which both go to the machine's output.</summary>
internal static class OutputLibrary
{
    // Console.WriteLine(string) is managed code that calls Write twice.
    private const int WriteLineInstructions = 4;

    public static readonly LibraryMethod[] Methods =
    [
        .. Of("System.Console", WriteLineInstructions),
        .. Of("System.Diagnostics.Debug", 0),
        new("System.Diagnostics.Debug::Assert(System.Boolean)", (machine, slot) => Assert(machine, slot, null)),
        new("System.Diagnostics.Debug::Assert(System.Boolean,System.String)", (machine, slot) => Assert(machine, slot, machine.Reference(slot + 1))),
    ];

    private static LibraryMethod[] Of(string type, int instructions) =>
    [
        new($"{type}::Write(System.String)", (machine, slot) => machine.Output.Write(machine.Reference(slot) as string)),
        new($"{type}::WriteLine(System.String)", (machine, slot) => machine.Output.Write((machine.Reference(slot) as string) + "\n"), instructions),
        new($"{type}::WriteLine()", (machine, _) => machine.Output.Write("\n")),
    ];

    private static void Assert(Machine machine, int slot, object? message)
    {
        if (machine.Number(slot) == 0)
        {
            machine.Output.Write($"assertion failed: {message}\n");
        }
    }
}
