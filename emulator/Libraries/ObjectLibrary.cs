using System.Runtime.CompilerServices;
using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Libraries;

/// <summary>System.Object, ValueType, Enum and delegates.</summary>
internal static class ObjectLibrary
{
    public static readonly LibraryMethod[] Methods =
    [
        new(
            "System.Object::Equals(System.Object)",
            (machine, slot) => machine.SetFlag(slot, AreEqual(machine.This(slot), machine.Reference(slot + 1), true))
        ),
        new(
            "System.Object::ReferenceEquals(System.Object,System.Object)",
            (machine, slot) => machine.SetFlag(slot, AreEqual(machine.Reference(slot), machine.Reference(slot + 1), true))
        ),
        new("System.Object::GetHashCode()", (machine, slot) => machine.SetNumber(slot, HashOf(machine, machine.This(slot)))),
        new(
            "System.Object::GetType()",
            (machine, slot) => machine.SetReference(slot, machine.Allocate(machine.TypeOf(machine.This(slot)).AsObject()))
        ),
        new("System.Object::MemberwiseClone()", (machine, slot) => machine.SetReference(slot, machine.CloneOf(machine.This(slot)))),
        new(
            "System.ValueType::Equals(System.Object)",
            (machine, slot) => machine.SetFlag(slot, AreEqual(machine.This(slot), machine.Reference(slot + 1), false))
        ),
        new("System.Enum::HasFlag(System.Enum)", HasFlag),
        new("System.Runtime.CompilerServices.RuntimeHelpers::GetObjectValue(System.Object)", (_, _) => { }),
        .. Delegates(),
        new("System.GC::AnyPendingFinalizers()", (machine, slot) => machine.SetFlag(slot, false)),
        new("System.GC::SuppressFinalize(System.Object)", (_, _) => { }),
        new("System.GC::ReRegisterForFinalize(System.Object)", (_, _) => { }),
    ];

    /// <summary>CLR_RT_HeapBlock::ObjectsEqual: values are compared only where references do not decide.</summary>
    public static bool AreEqual(object? a, object? b, bool byReference) =>
        (a, b) switch
        {
            _ when ReferenceEquals(a, b) => true,
            (FieldObject first, FieldObject second) => first.Field == second.Field,
            _ when byReference => false,
            (Boxed first, Boxed second) => first.Type == second.Type && AreEqual(first.Type.Kind, first.Value, second.Value),
            (string first, string second) => first == second,
            (Instance first, Instance second) when first.Type == second.Type && first.Type.IsValueType => HaveEqualFields(first, second),
            _ => false,
        };

    // Zeros are equal, and what is not a number is equal to itself.
    private static bool AreEqual(ElementKind kind, long first, long second) =>
        kind switch
        {
            ElementKind.Single => NumberForms.Single(first).Equals(NumberForms.Single(second)),
            ElementKind.Double => NumberForms.Double(first).Equals(NumberForms.Double(second)),
            _ => first == second,
        };

    private static bool HaveEqualFields(Instance first, Instance second)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return first.Numbers.AsSpan().SequenceEqual(second.Numbers)
            && first.References.Zip(second.References).All(pair => AreEqual(pair.First, pair.Second, false));
    }

    // CLR_RT_HeapBlock::GetHashCode for numbers; the hash of a string or an object is ours, the same in every run.
    private static int HashOf(Machine machine, object value) =>
        value switch
        {
            Boxed { Type.Kind: ElementKind.Char or ElementKind.Int16 } boxed => unchecked(
                (int)((ushort)boxed.Value | ((uint)boxed.Value << 16))
            ),
            Boxed { Type.Kind: >= ElementKind.Int64 } boxed => unchecked((int)boxed.Value ^ (int)(boxed.Value >> 32)),
            Boxed boxed => (int)boxed.Value,
            string text => text.Aggregate(5381, (hash, character) => unchecked((hash * 33) ^ character)),
            _ => machine.NumberOf(value),
        };

    private static void HasFlag(Machine machine, int slot)
    {
        var (value, flag) = (
            machine.This<Boxed>(slot),
            machine.Reference(slot + 1) as Boxed ?? throw machine.Raise("System.NullReferenceException")
        );
        if (value.Type != flag.Type)
        {
            throw machine.Raise("System.ArgumentException");
        }

        // One common bit is enough (corlib_native_System_Enum.cpp).
        machine.SetFlag(slot, (value.Value & flag.Value) != 0);
    }

    private static IEnumerable<LibraryMethod> Delegates()
    {
        yield return new(
            "System.Delegate::Combine(System.Delegate,System.Delegate)",
            (machine, slot) => Combine(machine, slot, [.. Parts(machine.Reference(slot)), .. Parts(machine.Reference(slot + 1))])
        );
        yield return new("System.Delegate::Remove(System.Delegate,System.Delegate)", Remove);
        yield return new(
            "System.Delegate::Equals(System.Object)",
            (machine, slot) => machine.SetFlag(slot, HaveEqualParts(machine.This(slot), machine.Reference(slot + 1)))
        );
        yield return new(
            "System.Delegate::get_Target()",
            (machine, slot) => machine.SetReference(slot, Parts(machine.This(slot))[^1].Target)
        );
        yield return new(
            "System.Delegate::GetInvocationList()",
            (machine, slot) =>
            {
                var parts = Parts(machine.This(slot));
                var list = (ReferenceArray)machine.NewArray(machine.ArrayOf("System.Delegate"), parts.Length);
                parts.CopyTo(list.Items, 0);
                machine.SetReference(slot, list);
            }
        );
        foreach (var type in new[] { "System.Delegate", "System.MulticastDelegate" })
        {
            yield return new(
                $"{type}::op_Equality({type},{type})",
                (machine, slot) => machine.SetFlag(slot, HaveEqualParts(machine.Reference(slot), machine.Reference(slot + 1)))
            );
            yield return new(
                $"{type}::op_Inequality({type},{type})",
                (machine, slot) => machine.SetFlag(slot, !HaveEqualParts(machine.Reference(slot), machine.Reference(slot + 1)))
            );
        }
    }

    private static bool HaveEqualParts(object? first, object? second) =>
        Parts(first).Select(part => (part.Method, part.Target)).SequenceEqual(Parts(second).Select(part => (part.Method, part.Target)));

    private static DelegateObject[] Parts(object? value) =>
        value switch
        {
            null => [],
            DelegateObject { Parts: { } parts } => parts,
            DelegateObject single => [single],
            _ => [],
        };

    private static void Combine(Machine machine, int slot, DelegateObject[] parts)
    {
        machine.SetReference(
            slot,
            parts.Length switch
            {
                0 => null,
                1 => parts[0],
                _ => machine.Allocate(new DelegateObject(parts[0].Type, parts[0].Method, null) { Parts = parts }),
            }
        );
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
