using Striate.Emulator.Execution;

namespace Striate.Emulator.Libraries;

/// <summary>What Console and Debug write goes to the machine's output; there is no debugger.</summary>
internal static class OutputLibrary
{
    public static readonly LibraryMethod[] Methods =
    [
        new(
            "System.Diagnostics.Debug::WriteLineNative(System.String,System.Boolean)",
            (machine, slot) =>
                machine.Output.Write((machine.Reference(slot) as string ?? "<null>") + (machine.Number(slot + 1) == 0 ? "" : "\n"))
        ),
        new("System.Diagnostics.Debugger::get_IsAttached()", (machine, slot) => machine.SetFlag(slot, false)),
        new("System.Diagnostics.Debugger::Break()", (_, _) => { }),
    ];
}
