using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;

namespace Striate.Emulator.Libraries;

/// <summary>System.Math of nanoFramework.System.Math, and BitConverter.</summary>
internal static class MathLibrary
{
    public static readonly LibraryMethod[] Methods = [.. Functions(), .. Selections(), .. Bits()];

    private static IEnumerable<LibraryMethod> Functions()
    {
        foreach (
            var (name, function) in new (string, Func<double, double>)[]
            {
                ("Abs", Math.Abs),
                ("Acos", Math.Acos),
                ("Asin", Math.Asin),
                ("Atan", Math.Atan),
                ("Cbrt", Math.Cbrt),
                ("Ceiling", Math.Ceiling),
                ("Cos", Math.Cos),
                ("Cosh", Math.Cosh),
                ("Exp", Math.Exp),
                ("Floor", Math.Floor),
                ("Log", Math.Log),
                ("Log10", Math.Log10),
                ("Round", Math.Round),
                ("Sin", Math.Sin),
                ("Sinh", Math.Sinh),
                ("Sqrt", Math.Sqrt),
                ("Tan", Math.Tan),
                ("Tanh", Math.Tanh),
                ("Truncate", Math.Truncate),
            }
        )
        {
            yield return new LibraryMethod(
                $"System.Math::{name}(System.Double)",
                (machine, slot) => machine.SetNumber(slot, NumberForms.Of(function(NumberForms.Double(machine.Number(slot)))))
            );
        }

        foreach (
            var (name, function) in new (string, Func<double, double, double>)[]
            {
                ("Atan2", Math.Atan2),
                ("IEEERemainder", Math.IEEERemainder),
                ("Max", Math.Max),
                ("Min", Math.Min),
                ("Pow", Math.Pow),
            }
        )
        {
            yield return new LibraryMethod(
                $"System.Math::{name}(System.Double,System.Double)",
                (machine, slot) =>
                    machine.SetNumber(
                        slot,
                        NumberForms.Of(function(NumberForms.Double(machine.Number(slot)), NumberForms.Double(machine.Number(slot + 1))))
                    )
            );
        }
    }

    private static IEnumerable<LibraryMethod> Selections() =>
        [
            new(
                "System.Math::Abs(System.Int32)",
                (machine, slot) => machine.SetNumber(slot, machine.Number(slot) is < 0 and var n ? (int)-n : machine.Number(slot))
            ),
            new(
                "System.Math::Abs(System.Single)",
                (machine, slot) => machine.SetNumber(slot, NumberForms.Of(Math.Abs(NumberForms.Single(machine.Number(slot)))))
            ),
            new(
                "System.Math::Max(System.Int32,System.Int32)",
                (machine, slot) => machine.SetNumber(slot, Math.Max(machine.Number(slot), machine.Number(slot + 1)))
            ),
            new(
                "System.Math::Min(System.Int32,System.Int32)",
                (machine, slot) => machine.SetNumber(slot, Math.Min(machine.Number(slot), machine.Number(slot + 1)))
            ),
            new(
                "System.Math::Max(System.Single,System.Single)",
                (machine, slot) =>
                    machine.SetNumber(
                        slot,
                        NumberForms.Of(Math.Max(NumberForms.Single(machine.Number(slot)), NumberForms.Single(machine.Number(slot + 1))))
                    )
            ),
            new(
                "System.Math::Min(System.Single,System.Single)",
                (machine, slot) =>
                    machine.SetNumber(
                        slot,
                        NumberForms.Of(Math.Min(NumberForms.Single(machine.Number(slot)), NumberForms.Single(machine.Number(slot + 1))))
                    )
            ),
            new(
                "System.Math::Sign(System.Double)",
                (machine, slot) => machine.SetNumber(slot, Math.Sign(NumberForms.Double(machine.Number(slot))))
            ),
            new(
                "System.Math::Clamp(System.Int64,System.Int64,System.Int64)",
                (machine, slot) =>
                    machine.SetNumber(slot, Math.Min(Math.Max(machine.Number(slot), machine.Number(slot + 1)), machine.Number(slot + 2)))
            ),
        ];

    private static IEnumerable<LibraryMethod> Bits()
    {
        yield return new LibraryMethod("System.BitConverter::get_IsLittleEndian()", (machine, slot) => machine.SetNumber(slot, 1));
        yield return new LibraryMethod("System.BitConverter::DoubleToInt64Bits(System.Double)", (_, _) => { });
        yield return new LibraryMethod("System.BitConverter::Int64BitsToDouble(System.Int64)", (_, _) => { });
        foreach (var given in new[] { 0, 1, 2 })
        {
            yield return new LibraryMethod(
                $"System.BitConverter::ToString(System.Byte[]{string.Concat(Enumerable.Repeat(",System.Int32", given))})",
                (machine, slot) =>
                {
                    var bytes = machine.This<byte[]>(slot);
                    var start = given > 0 ? (int)machine.Number(slot + 1) : 0;
                    machine.SetText(
                        slot,
                        BitConverter.ToString(bytes, start, given > 1 ? (int)machine.Number(slot + 2) : bytes.Length - start)
                    );
                }
            );
        }

        foreach (
            var (name, size) in new[]
            {
                ("Boolean", 1),
                ("Char", 2),
                ("Int16", 2),
                ("UInt16", 2),
                ("Int32", 4),
                ("UInt32", 4),
                ("Single", 4),
                ("Int64", 8),
                ("UInt64", 8),
                ("Double", 8),
            }
        )
        {
            var kind = Enum.Parse<Loading.ElementKind>(name);
            yield return new LibraryMethod(
                $"System.BitConverter::GetBytes(System.{name})",
                (machine, slot) => machine.SetReference(slot, machine.Allocate(BitConverter.GetBytes(machine.Number(slot))[..size]))
            );
            yield return new LibraryMethod(
                $"System.BitConverter::To{name}(System.Byte[],System.Int32)",
                (machine, slot) =>
                    machine.SetNumber(slot, FromBytes(machine, machine.This<byte[]>(slot), machine.Number(slot + 1), size, kind))
            );
        }
    }

    private static long FromBytes(Machine machine, byte[] bytes, long start, int size, Loading.ElementKind kind)
    {
        if (start < 0 || start > bytes.Length - size)
        {
            throw machine.Raise("System.ArgumentOutOfRangeException");
        }

        Span<byte> whole = stackalloc byte[8];
        bytes.AsSpan((int)start, size).CopyTo(whole);
        var value = BitConverter.ToInt64(whole);
        return kind == Loading.ElementKind.Single ? (int)value
            : kind == Loading.ElementKind.Boolean ? Math.Sign(value)
            : NumberForms.Narrow(value, kind);
    }
}
