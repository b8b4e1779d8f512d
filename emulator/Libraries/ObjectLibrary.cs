using Striate.Emulator.Execution;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Libraries;

/// <summary>System.Object, System.Type, delegates and what every object can do.</summary>
internal static class ObjectLibrary
{
    public static readonly LibraryMethod[] Methods =
    [
        new("System.Object::.ctor()", (_, _) => { }, 1),
        new("System.Object::ToString()", (machine, slot) => machine.SetText(slot, TextForms.Of(machine, machine.This(slot)))),
        new("System.Object::GetType()", (machine, slot) => machine.SetReference(slot, new TypeObject(machine.TypeOf(machine.This(slot))))),
        new("System.Object::Equals(System.Object)", (machine, slot) =>
            machine.SetNumber(slot, SameValue(machine.This(slot), machine.Reference(slot + 1)) ? 1 : 0)),
        new("System.Object::Equals(System.Object,System.Object)", (machine, slot) =>
            machine.SetNumber(slot, SameValue(machine.Reference(slot), machine.Reference(slot + 1)) ? 1 : 0)),
        new("System.Object::ReferenceEquals(System.Object,System.Object)", (machine, slot) =>
            machine.SetNumber(slot, ReferenceEquals(machine.Reference(slot), machine.Reference(slot + 1)) ? 1 : 0)),
        new("System.Type::GetTypeFromHandle(System.RuntimeTypeHandle)", (_, _) => { }),
        new("System.Reflection.MemberInfo::get_Name()", (machine, slot) => machine.SetText(slot, machine.This<TypeObject>(slot).Type.Name)),
        new("System.Type::get_Name()", (machine, slot) => machine.SetText(slot, machine.This<TypeObject>(slot).Type.Name)),
        new("System.Type::get_FullName()", (machine, slot) => machine.SetText(slot, machine.This<TypeObject>(slot).Type.FullName)),
        new("System.Attribute::.ctor()", (_, _) => { }),
        new("System.IDisposable::Dispose()", (_, _) => { }),
        new("System.Delegate::Combine(System.Delegate,System.Delegate)", (machine, slot) =>
            Combine(machine, slot, [.. Parts(machine.Reference(slot)), .. Parts(machine.Reference(slot + 1))])),
        new("System.Delegate::Remove(System.Delegate,System.Delegate)", Remove),
        new("System.GC::SuppressFinalize(System.Object)", (_, _) => { }),
        new("System.GC::WaitForPendingFinalizers()", (_, _) => { }),
    ];

    private static bool SameValue(object? a, object? b) => (a, b) switch
    {
        (Boxed first, Boxed second) => first.Type == second.Type && first.Value == second.Value,
        (string first, string second) => first == second,
        (TypeObject first, TypeObject second) => first.Type == second.Type,
        _ => ReferenceEquals(a, b),
    };

    private static DelegateObject[] Parts(object? value) => value switch
    {
        null => [],
        DelegateObject { Parts: { } parts } => parts,
        DelegateObject single => [single],
        _ => [],
    };

    private static void Combine(Machine machine, int slot, DelegateObject[] parts)
    {
        machine.SetReference(slot, parts.Length switch
        {
            0 => null,
            1 => parts[0],
            _ => machine.Allocate(new DelegateObject(parts[0].Type, parts[0].Method, null) { Parts = parts }),
        });
    }

    private static void Remove(Machine machine, int slot)
    {
        var parts = Parts(machine.Reference(slot)).ToList();
        foreach (var part in Parts(machine.Reference(slot + 1)))
        {
            var found = parts.FindLastIndex(candidate => candidate.Method == part.Method && ReferenceEquals(candidate.Target, part.Target));
            if (found >= 0)
            {
                parts.RemoveAt(found);
            }
        }

        Combine(machine, slot, [.. parts]);
    }
}
