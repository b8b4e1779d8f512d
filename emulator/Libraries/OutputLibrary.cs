using Striate.Emulator.Execution;

namespace Striate.Emulator.Libraries;

/// <summary>Console and Debug, which both go to the machine's output.</summary>
internal static class OutputLibrary
{
    public static readonly LibraryMethod[] Methods =
    [
        new("System.Console::WriteLine(System.String)", (machine, slot) => machine.Output.Write(machine.Reference(slot) + "\n")),
        new("System.Console::Write(System.String)", (machine, slot) => machine.Output.Write(machine.Reference(slot) as string)),
        new("System.Diagnostics.Debug::WriteLine(System.String)", (machine, slot) => machine.Output.Write(machine.Reference(slot) + "\n")),
        new("System.Diagnostics.Debug::Write(System.String)", (machine, slot) => machine.Output.Write(machine.Reference(slot) as string)),
    ];
}
