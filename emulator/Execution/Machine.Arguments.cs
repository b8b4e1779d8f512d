using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;
using Striate.Emulator.Loading;
using Striate.Platform;

namespace Striate.Emulator;

/// <summary>Values that cross between the caller and the machine.</summary>
public sealed partial class Machine
{
    private void PassArgument(MethodDescriptor method, int index, object? argument, int register)
    {
        var type = method.Parameters[index];
        if (type.IsNumber)
        {
            _numbers[register] = ToRegister(argument, type.Kind) ?? throw WrongArgument(method, index, argument);
            return;
        }

        var fits =
            argument == null
            || (argument is string && type.Kind == ElementKind.String)
            || (type.Kind == ElementKind.Array && PrimitiveArrays.KindOf(argument) == type.Element!.Kind);
        if (!fits)
        {
            throw WrongArgument(method, index, argument);
        }

        if (argument is Array && !_argumentArrays.TryGetValue(argument, out _))
        {
            _argumentArrays.Add(argument, argument);
        }

        _references[register] = argument;
    }

    private static EmulatorException WrongArgument(MethodDescriptor method, int index, object? argument) =>
        new(
            DiagnosticNumbers.WrongArguments,
            $"argument {index + 1} of '{method}' is {argument?.GetType().Name ?? "null"}, expected {method.Parameters[index]}"
        );

    private static long? ToRegister(object? value, ElementKind kind) =>
        (kind, value) switch
        {
            (ElementKind.Single, float number) => NumberForms.Of(number),
            (ElementKind.Double, double number) => NumberForms.Of(number),
            (ElementKind.Single or ElementKind.Double, _) => null,
            (ElementKind.Boolean, bool flag) => flag ? 1 : 0,
            (ElementKind.Char, char character) => character,
            (ElementKind.UInt64, ulong number) => (long)number,
            (_, sbyte or byte or short or ushort or int or uint or long) => InRange(System.Convert.ToInt64(value, null), kind),
            _ => null,
        };

    private static long? InRange(long value, ElementKind kind) => NumberForms.Narrow(value, kind) == value ? value : null;

    private object? ReturnValue(TypeDescriptor type, int register) =>
        type.Kind switch
        {
            ElementKind.Void => null,
            ElementKind.Boolean => _numbers[register] != 0,
            ElementKind.SByte => (sbyte)_numbers[register],
            ElementKind.Byte => (byte)_numbers[register],
            ElementKind.Char => (char)_numbers[register],
            ElementKind.Int16 => (short)_numbers[register],
            ElementKind.UInt16 => (ushort)_numbers[register],
            ElementKind.Int32 => (int)_numbers[register],
            ElementKind.UInt32 => (uint)_numbers[register],
            ElementKind.Single => NumberForms.Single(_numbers[register]),
            ElementKind.Double => NumberForms.Double(_numbers[register]),
            ElementKind.UInt64 => (ulong)_numbers[register],
            _ when type.IsNumber => _numbers[register],
            _ => _references[register],
        };
}
