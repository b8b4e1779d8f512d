using Striate.Emulator.Execution;
using Striate.Emulator.Loading;
using Striate.Platform;

namespace Striate.Emulator.Libraries;

/// <summary>System.Type, and as much of reflection as an enumeration needs to be written.</summary>
internal static class TypeLibrary
{
    private const string Runtime = "System.RuntimeType";
    private const string Field = "System.Reflection.RuntimeFieldInfo";

    // The field of every enumeration that holds its number.
    private const string NumberOfEnum = "value__";

    public static readonly LibraryMethod[] Methods =
    [
        new("System.Type::GetTypeFromHandle(System.RuntimeTypeHandle)", (machine, slot) => Give(machine, slot, TypeAt(machine, slot))),
        new($"{Runtime}::get_Name()", (machine, slot) => machine.SetText(slot, TypeAt(machine, slot).Name)),
        new($"{Runtime}::get_FullName()", (machine, slot) => machine.SetText(slot, TypeAt(machine, slot).FullName.Replace('/', '+'))),
        new($"{Runtime}::get_BaseType()", (machine, slot) => Give(machine, slot, TypeAt(machine, slot).Base)),
        new(
            $"{Runtime}::GetElementType()",
            (machine, slot) => Give(machine, slot, TypeAt(machine, slot) is { Kind: ElementKind.Array } array ? array.Element : null)
        ),
        new($"{Runtime}::GetField(System.String,System.Reflection.BindingFlags)", GetField),
        Question("IsArray", type => type.Kind == ElementKind.Array),
        Question("IsEnum", type => type.IsEnum),
        Question("IsInterface", type => type.Kind == ElementKind.Interface),
        Question("IsValueType", type => type.IsValueType),
        Question("IsClass", type => !type.IsValueType && type.Kind != ElementKind.Interface),
        new(
            "System.Type::IsInstanceOfType(System.Object)",
            (machine, slot) =>
                machine.SetFlag(
                    slot,
                    machine.Reference(slot + 1) is { } value && machine.TypeOf(value).IsAssignableTo(TypeAt(machine, slot))
                )
        ),
        new($"{Field}::get_Name()", (machine, slot) => machine.SetText(slot, machine.This<FieldObject>(slot).Field.Name)),
        new($"{Field}::get_FieldType()", (machine, slot) => Give(machine, slot, machine.This<FieldObject>(slot).Field.Type)),
        new($"{Field}::get_DeclaringType()", (machine, slot) => Give(machine, slot, machine.This<FieldObject>(slot).Field.Declaring)),
        new($"{Field}::GetValue(System.Object)", GetValue),
    ];

    private static LibraryMethod Question(string name, Func<TypeDescriptor, bool> answer) =>
        new($"System.Type::get_{name}()", (machine, slot) => machine.SetFlag(slot, answer(TypeAt(machine, slot))));

    private static TypeDescriptor TypeAt(Machine machine, int slot) => machine.This<TypeObject>(slot).Type;

    private static void Give(Machine machine, int slot, TypeDescriptor? type) =>
        machine.SetReference(slot, type is null ? null : machine.Allocate(type.AsObject()));

    private static void GetField(Machine machine, int slot)
    {
        var (type, name) = (TypeAt(machine, slot), machine.This<string>(slot + 1));
        var field = type.Fields.Find(candidate => candidate.Name == name);
        if (field is null && type.IsEnum && name == NumberOfEnum)
        {
            field = new FieldDescriptor(type, name, machine.NumberType(type.Kind), false);
        }

        machine.SetReference(slot, field is null ? null : machine.Allocate(new FieldObject(field)));
    }

    private static void GetValue(Machine machine, int slot)
    {
        var (field, target) = (machine.This<FieldObject>(slot).Field, machine.Reference(slot + 1));
        machine.SetReference(
            slot,
            (target, field) switch
            {
                (Boxed number, { IsStatic: false }) => machine.Box(field.Type.Kind, number.Value),
                (Instance instance, { IsStatic: false, Type.IsNumber: true }) => machine.Allocate(
                    new Boxed(field.Type, instance.Numbers[field.Index])
                ),
                (Instance instance, { IsStatic: false }) => instance.References[field.Index],
                _ => throw machine.Failure(
                    DiagnosticNumbers.UnsupportedLibrary,
                    $"the value of field '{field}' by reflection is not supported by the emulator"
                ),
            }
        );
    }
}
