using System.Runtime.CompilerServices;
using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;
using Striate.Emulator.Loading;
using Striate.Platform;

namespace Striate.Emulator;

/// <summary>Operations that are rare, that allocate, or that fail.</summary>
public sealed partial class Machine
{
    private int _stopDepth;

    /// <summary>Carries out one operation; true when control has gone elsewhere, to another thread perhaps.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Slow(ref Operation op)
    {
        var isElsewhere = SlowOperation(ref op);
        if (!_isLeaving)
        {
            return isElsewhere;
        }

        SwitchThread(isElsewhere);
        return true;
    }

    private bool SlowOperation(ref Operation op)
    {
        if (
            op.Code
            is >= OperationCode.DivideInt32
                and <= OperationCode.RemainderUnsignedInt64
                or >= OperationCode.AddSingle
                and <= OperationCode.NegateDouble
                or OperationCode.CompareSingle
                or OperationCode.CompareDouble
                or >= OperationCode.SingleToInt64
                and <= OperationCode.DoubleToSingle
        )
        {
            SlowArithmetic(ref op);
            return false;
        }

        if (op.Code is >= OperationCode.LoadElementSByte and <= OperationCode.NewArray)
        {
            SlowArray(ref op);
            return false;
        }

        return op.Code switch
        {
            >= OperationCode.LoadFieldNumber
            and <= OperationCode.AddressOfStaticReference
            or >= OperationCode.LoadIndirectNumber
            and <= OperationCode.InitializeStruct => SlowMemory(ref op),
            >= OperationCode.Call and <= OperationCode.LoadVirtualFunction => SlowCall(ref op),
            >= OperationCode.Box and <= OperationCode.IsInstance => SlowObject(ref op),
            _ => SlowControl(ref op),
        };
    }

    private bool SlowControl(ref Operation op)
    {
        switch (op.Code)
        {
            case OperationCode.Enter:
                NextPortion(op.B);
                return false;
            case OperationCode.Switch:
                var targets = (int[])_code.Operands[op.Immediate];
                var choice = (uint)_numbers[_base + op.B];
                if (choice >= (uint)targets.Length)
                {
                    return false;
                }

                _operation = targets[choice];
                return true;
            case OperationCode.LoadObject:
                _references[_base + op.A] = _code.Operands[op.Immediate];
                return false;
            case OperationCode.LoadString:
                _references[_base + op.A] = LoadLiteral((string)_code.Operands[op.Immediate]);
                return false;
            case OperationCode.AddressOfRegisterNumber:
                SetAddress(op.A, _numbers, _base + op.B);
                return false;
            case OperationCode.AddressOfRegisterReference:
                SetAddress(op.A, _references, _base + op.B);
                return false;
            case OperationCode.NewLocalStruct:
                _references[_base + op.A] = NewInstance((TypeDescriptor)_code.Operands[op.Immediate]);
                return false;
            case OperationCode.CloneStruct:
                _references[_base + op.A] = Clone(Required(op.B));
                return false;
            case OperationCode.Throw:
                throw Throw(Required(op.B));
            case OperationCode.Rethrow:
                throw new ThrowSignal(Required(op.B));
            case OperationCode.Leave:
                ContinueLeave((int[])_code.Operands[op.Immediate], 0, op.A);
                return true;
            case OperationCode.EndFinally:
                EndFinally();
                return true;
            case OperationCode.EndFilter:
                EndFilter(_numbers[_base + op.B] != 0);
                return true;
            default:
                throw Failure(DiagnosticNumbers.InvalidCode, $"unknown operation {op.Code}");
        }
    }

    private void NextPortion(long needed)
    {
        _options.Cancellation.ThrowIfCancellationRequested();
        if (_fuel + _reserve < 0)
        {
            _fuel += needed;
            throw Failure(DiagnosticNumbers.InstructionLimit, $"stopped after {_options.InstructionLimit} instructions");
        }

        NextSlice();
    }

    private bool SlowMemory(ref Operation op)
    {
        switch (op.Code)
        {
            case OperationCode.AddressOfFieldNumber:
                SetAddress(op.A, Required(op.B).Numbers, op.Immediate);
                break;
            case OperationCode.AddressOfFieldReference:
                SetAddress(op.A, Required(op.B).References, op.Immediate);
                break;
            case OperationCode.AddressOfStaticNumber:
                SetAddress(op.A, _staticNumbers, op.Immediate);
                break;
            case OperationCode.AddressOfStaticReference:
                SetAddress(op.A, _staticReferences, op.Immediate);
                break;
            case OperationCode.LoadIndirectNumber:
                _numbers[_base + op.A] = Address.Load(_references[_base + op.B] ?? throw NullReference(), _numbers[_base + op.B]);
                break;
            case OperationCode.LoadIndirectReference:
                _references[_base + op.A] = ((object?[])(_references[_base + op.B] ?? throw NullReference()))[_numbers[_base + op.B]];
                break;
            case OperationCode.StoreIndirectNumber:
                Address.Store(_references[_base + op.B] ?? throw NullReference(), _numbers[_base + op.B], _numbers[_base + op.A]);
                break;
            case OperationCode.StoreIndirectReference:
                ((object?[])(_references[_base + op.B] ?? throw NullReference()))[_numbers[_base + op.B]] = _references[_base + op.A];
                break;
            case OperationCode.CopyStruct:
                Copy(Required(op.A), Required(op.B));
                break;
            case OperationCode.InitializeStruct:
                Clear(Required(op.B));
                break;
            default:
                // A field of an object that is not there.
                _ = Required(op.B);
                throw Failure(DiagnosticNumbers.InvalidCode, "field access on something that has no fields");
        }

        return false;
    }

    private bool SlowObject(ref Operation op)
    {
        var type = (TypeDescriptor)_code.Operands[op.Immediate];
        var value = _references[_base + op.B];
        switch (op.Code)
        {
            case OperationCode.Box:
                var made = new Boxed(type, _numbers[_base + op.B]);
                _references[_base + op.A] = op.C == 1 ? made : Allocate(made);
                break;
            case OperationCode.BoxStruct:
                _references[_base + op.A] = Clone(Required(op.B));
                break;
            case OperationCode.Unbox:
                _numbers[_base + op.A] = value switch
                {
                    null => throw NullReference(),
                    Boxed boxed when boxed.Type.Kind == type.Kind => boxed.Value,
                    _ => throw InvalidCast(),
                };
                break;
            case OperationCode.UnboxAddress:
                SetAddress(
                    op.A,
                    value switch
                    {
                        null => throw NullReference(),
                        Boxed boxed when boxed.Type.Kind == type.Kind => boxed,
                        _ => throw InvalidCast(),
                    },
                    0
                );
                break;
            case OperationCode.UnboxStruct:
                var instance = Required(op.B);
                if (instance.Type != type)
                {
                    throw InvalidCast();
                }

                _references[_base + op.A] = op.C == 1 ? instance : Clone(instance);
                break;
            default:
                var fits = value == null || TypeOf(value).IsAssignableTo(type);
                if (!fits && op.Code == OperationCode.CastClass)
                {
                    throw InvalidCast();
                }

                _references[_base + op.A] = fits ? value : null;
                break;
        }

        return false;
    }

    private void SetAddress(int register, object container, long index)
    {
        _references[_base + register] = container;
        _numbers[_base + register] = index;
    }

    private Instance Required(int register) =>
        _references[_base + register] switch
        {
            Instance instance => instance,
            null => throw NullReference(),
            var other => throw Failure(DiagnosticNumbers.InvalidCode, $"an object was expected, not {TypeOf(other)}"),
        };

    private static bool Same(object? a, object? b) => ReferenceEquals(a, b) || (a is string first && b is string second && first == second);

    private static bool IsZero(long register, int single) =>
        single == 1 ? NumberForms.Single(register) == 0 : NumberForms.Double(register) == 0;
}
