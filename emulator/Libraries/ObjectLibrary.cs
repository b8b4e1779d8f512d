using Striate.Emulator.Execution;

namespace Striate.Emulator.Libraries;

/// <summary>System.Object, System.Type and what every object can do.</summary>
internal static class ObjectLibrary
{
    public static readonly LibraryMethod[] Methods =
    [
        new("System.Object::.ctor()", (_, _) => { }),
        new("System.Object::ToString()", (machine, slot) => machine.SetText(slot, TextForms.Of(machine, machine.Reference(slot)))),
        new("System.Object::GetType()", (machine, slot) => machine.SetReference(slot, new TypeObject(machine.TypeOf(machine.This(slot))))),
        new("System.Type::get_Name()", (machine, slot) => machine.SetText(slot, ((TypeObject)machine.This(slot)).Type.Name)),
        new("System.Type::get_FullName()", (machine, slot) => machine.SetText(slot, ((TypeObject)machine.This(slot)).Type.FullName)),
        new("System.Attribute::.ctor()", (_, _) => { }),
    ];
}
