using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;
using Striate.Emulator.Libraries;
using Striate.Emulator.Loading;
using Striate.Platform;

namespace Striate.Emulator;

/// <summary>Calls other than to a known method with a body, and construction.</summary>
public sealed partial class Machine
{
    private bool SlowCall(ref Operation op)
    {
        var operand = op.Code == OperationCode.CheckThis ? null : _code.Operands[op.Immediate];
        var slot = _base + op.A;
        switch (op.Code)
        {
            case OperationCode.CheckThis:
                _ = _references[_base + op.B] ?? throw NullReference();
                return false;
            case OperationCode.CallLibrary:
                CallNative((MethodDescriptor)operand!, slot);
                return false;
            case OperationCode.CallVirtual:
                return CallOn(((MethodDescriptor)operand!), slot);
            case OperationCode.CallDelegate:
                return CallDelegate(slot, op.C);
            case OperationCode.NewObject:
                _references[slot] = NewInstance((TypeDescriptor)operand!);
                return false;
            case OperationCode.NewNumber:
                _references[slot] = _references[_base + op.B] = new Boxed((TypeDescriptor)operand!, 0);
                _numbers[slot] = _numbers[_base + op.B] = 0;
                return false;
            case OperationCode.NewDelegate:
                _references[slot] = Allocate(
                    new DelegateObject((TypeDescriptor)operand!, (MethodDescriptor)_references[_base + op.C]!, _references[_base + op.B])
                );
                return false;
            case OperationCode.LoadVirtualFunction:
                _references[slot] = Target((MethodDescriptor)operand!, _references[_base + op.B] ?? throw NullReference());
                return false;
            default:
                throw Failure(DiagnosticNumbers.InvalidCode, $"unknown call {op.Code}");
        }
    }

    private bool CallOn(MethodDescriptor called, int slot)
    {
        var target = Target(called, _references[slot] ?? throw NullReference());
        if (target.Body != null)
        {
            EnterFrame(target, slot);
            return true;
        }

        CallNative(target, slot);
        return false;
    }

    private void CallNative(MethodDescriptor method, int slot)
    {
        var native = method.Library ??= LibraryTable.Find(method);
        if (native is null && !method.IsStatic && _references[slot] is { } target)
        {
            // An interface's method on an object of a library without bodies.
            native = LibraryTable.Find($"{TypeOf(target)}::{method.Signature}");
        }

        CallLibrary(
            native ?? throw Failure(DiagnosticNumbers.UnsupportedLibrary, $"library method '{method}' is not supported by the emulator"),
            slot
        );
    }

    /// <summary>The method that a virtual call on this object runs.</summary>
    internal MethodDescriptor Target(MethodDescriptor called, object target) => TypeOf(target).FindVirtual(called) ?? called;

    private bool CallDelegate(int slot, int arguments)
    {
        var invoked = (DelegateObject)(_references[slot] ?? throw NullReference());
        if (invoked.Parts == null)
        {
            return CallBound(invoked, slot, arguments);
        }

        // Every part gets its own copy of the arguments above this frame; the last result counts.
        var top = Top;
        foreach (var part in invoked.Parts)
        {
            Array.Copy(_numbers, slot, _numbers, top, arguments);
            Array.Copy(_references, slot, _references, top, arguments);
            RunBound(part, top, arguments);
        }

        _numbers[slot] = _numbers[top];
        _references[slot] = _references[top];
        return false;
    }

    /// <summary>Runs a delegate to its end; arguments start behind <paramref name="slot"/>, the result is left in it.</summary>
    internal void RunBound(DelegateObject bound, int slot, int arguments)
    {
        BindArguments(bound, slot, arguments);
        if (bound.Method.Body == null)
        {
            CallNative(bound.Method, slot);
            return;
        }

        Run(bound.Method, slot);
    }

    private bool CallBound(DelegateObject bound, int slot, int arguments)
    {
        BindArguments(bound, slot, arguments);
        if (bound.Method.Body == null)
        {
            CallNative(bound.Method, slot);
            return false;
        }

        EnterFrame(bound.Method, slot);
        return true;
    }

    private void BindArguments(DelegateObject bound, int slot, int arguments)
    {
        if (!bound.Method.IsStatic)
        {
            _references[slot] = bound.Target;
            return;
        }

        Array.Copy(_numbers, slot + 1, _numbers, slot, arguments - 1);
        Array.Copy(_references, slot + 1, _references, slot, arguments - 1);
    }
}
