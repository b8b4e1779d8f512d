using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;
using Striate.Platform;

namespace Striate.Emulator;

/// <summary>Division, remainders, floats.</summary>
public sealed partial class Machine
{
    private void SlowArithmetic(ref Operation op)
    {
        var (a, b) = (
            _numbers[_base + op.B],
            op.Code is >= OperationCode.SingleToInt64 and <= OperationCode.DoubleToSingle ? 0 : _numbers[_base + op.C]
        );
        _numbers[_base + op.A] = op.Code switch
        {
            >= OperationCode.DivideInt32 and <= OperationCode.RemainderUnsignedInt64 => Divide(op.Code, a, b),
            >= OperationCode.AddSingle and <= OperationCode.NegateSingle => Single(op.Code, NumberForms.Single(a), NumberForms.Single(b)),
            >= OperationCode.AddDouble and <= OperationCode.NegateDouble => Double(op.Code, NumberForms.Double(a), NumberForms.Double(b)),
            OperationCode.CompareSingle => ((Condition)op.Immediate).Holds(Compare(NumberForms.Single(a), NumberForms.Single(b))) ? 1 : 0,
            OperationCode.CompareDouble => ((Condition)op.Immediate).Holds(Compare(NumberForms.Double(a), NumberForms.Double(b))) ? 1 : 0,
            _ => Convert(op.Code, a),
        };
    }

    // Any division by zero, of floats too, is CLR_E_DIVIDE_BY_ZERO (CLR_RT_HeapBlock::NumericDiv).
    private long Divide(OperationCode code, long a, long b)
    {
        var narrow =
            code
            is OperationCode.DivideInt32
                or OperationCode.DivideUnsignedInt32
                or OperationCode.RemainderInt32
                or OperationCode.RemainderUnsignedInt32;
        if (narrow ? (int)b == 0 : b == 0)
        {
            throw DivideByZero();
        }

        var isSigned =
            code is OperationCode.DivideInt32 or OperationCode.DivideInt64 or OperationCode.RemainderInt32 or OperationCode.RemainderInt64;
        if (isSigned && (narrow ? (int)a == int.MinValue && (int)b == -1 : a == long.MinValue && b == -1))
        {
            throw Failure(
                DiagnosticNumbers.Undefined,
                "the smallest integer divided by -1 is undefined on nanoFramework (it kills the process on x86); test for it"
            );
        }

        return code switch
        {
            OperationCode.DivideInt32 => (int)a / (int)b,
            OperationCode.DivideInt64 => a / b,
            OperationCode.DivideUnsignedInt32 => (uint)a / (uint)b,
            OperationCode.DivideUnsignedInt64 => (long)((ulong)a / (ulong)b),
            OperationCode.RemainderInt32 => (int)a % (int)b,
            OperationCode.RemainderInt64 => a % b,
            OperationCode.RemainderUnsignedInt32 => (uint)a % (uint)b,
            _ => (long)((ulong)a % (ulong)b),
        };
    }

    private long Single(OperationCode code, float a, float b) =>
        code switch
        {
            OperationCode.NegateSingle => NumberForms.Of(-a),
            _ when b == 0 => throw DivideByZero(),
            OperationCode.DivideSingle => NumberForms.Of(a / b),
            _ => NumberForms.Of(a % b),
        };

    private long Double(OperationCode code, double a, double b) =>
        code switch
        {
            OperationCode.NegateDouble => NumberForms.Of(-a),
            _ when b == 0 => throw DivideByZero(),
            OperationCode.DivideDouble => NumberForms.Of(a / b),
            _ => NumberForms.Of(a % b),
        };

    // Not-a-number counts as greater, two infinities as equal (CLR_RT_HeapBlock::Compare_Values).
    private static int Compare(double a, double b) =>
        double.IsNaN(a) || double.IsNaN(b) ? 1
        : double.IsInfinity(a) && double.IsInfinity(b) ? 0
        : a > b ? 1
        : a < b ? -1
        : 0;

    private static long Convert(OperationCode code, long a) =>
        code switch
        {
            OperationCode.SingleToInt64 => Truncate(NumberForms.Single(a)),
            OperationCode.DoubleToInt64 => Truncate(NumberForms.Double(a)),
            OperationCode.Int64ToSingle => NumberForms.Of((float)(double)a),
            OperationCode.Int64ToDouble => NumberForms.Of((double)a),
            OperationCode.UInt64ToSingle => NumberForms.Of((float)(double)(ulong)a),
            OperationCode.UInt64ToDouble => NumberForms.Of((double)(ulong)a),
            OperationCode.SingleToDouble => NumberForms.Of((double)NumberForms.Single(a)),
            _ => NumberForms.Of((float)NumberForms.Double(a)),
        };

    // A C cast to a 64-bit integer; beyond its range the result is that of x86, and the later narrowing wraps.
    private static long Truncate(double value) =>
        value is >= -9223372036854775808.0 and < 9223372036854775808.0 ? (long)value : long.MinValue;
}
