using Striate.Emulator.Execution;

namespace Striate.Emulator.Libraries;

/// <summary>System.Exception; the constructors serve every exception type of the libraries.</summary>
internal static class ExceptionLibrary
{
    public static readonly LibraryMethod[] Methods =
    [
        new("System.Exception::.ctor()", (_, _) => { }),
        new("System.Exception::.ctor(System.String)", (machine, slot) => machine.This<Instance>(slot).References[0] = machine.Reference(slot + 1)),
        new("System.Exception::.ctor(System.String,System.Exception)", (machine, slot) =>
        {
            machine.This<Instance>(slot).References[0] = machine.Reference(slot + 1);
            machine.This<Instance>(slot).References[1] = machine.Reference(slot + 2);
        }),
        new("System.Exception::get_InnerException()", (machine, slot) => machine.SetReference(slot, machine.This<Instance>(slot).References[1])),
        new("System.Exception::get_Message()", (machine, slot) =>
        {
            var exception = machine.This<Instance>(slot);
            machine.SetText(slot, exception.References[0] as string ?? "Exception was thrown: " + exception.Type.FullName);
        }),
    ];
}
