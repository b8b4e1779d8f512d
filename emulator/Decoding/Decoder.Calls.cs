using System.Reflection.Metadata;
using Striate.Emulator.Execution;
using Striate.Emulator.Libraries;
using Striate.Emulator.Loading;
using Striate.Platform;

namespace Striate.Emulator.Decoding;

/// <summary>Calls, construction, boxing and type tests.</summary>
internal sealed partial class Decoder
{
    private bool DecodeCall(ILOpCode opcode)
    {
        switch (opcode)
        {
            case ILOpCode.Call:
                Call(_body.Image.MethodOf(ReadToken()), false);
                return true;
            case ILOpCode.Callvirt:
                Call(_body.Image.MethodOf(ReadToken()), true);
                return true;
            case ILOpCode.Newobj:
                Construct(_body.Image.MethodOf(ReadToken()));
                return true;
            case ILOpCode.Ldftn:
                EmitResult(OperationCode.LoadObject, StackKind.Reference, 0, 0, Operand(Bound(_body.Image.MethodOf(ReadToken()))));
                return true;
            case ILOpCode.Ldvirtftn:
                EmitResult(
                    OperationCode.LoadVirtualFunction,
                    StackKind.Reference,
                    Register(Pop()),
                    0,
                    Operand(Bound(_body.Image.MethodOf(ReadToken())))
                );
                return true;
            default:
                return false;
        }
    }

    private void Call(MethodDescriptor method, bool isVirtual)
    {
        var first = PlaceArguments(method);
        var called = Constrain(method, Slot(first));
        if (called.Declaring.IsDelegate && called.Name == "Invoke")
        {
            Emit(OperationCode.CallDelegate, Slot(first), 0, called.ArgumentCount, Operand(called));
        }
        else if (isVirtual && called == method && IsDispatched(method))
        {
            Emit(OperationCode.CallVirtual, Slot(first), 0, called.ArgumentCount, Operand(called));
        }
        else
        {
            if (isVirtual && called == method && !method.IsStatic)
            {
                Emit(OperationCode.CheckThis, 0, Slot(first));
            }

            CallKnown(called, Slot(first));
        }

        PushReturned(method, first);
    }

    // What is known of the methods of libraries without bodies is their name: an object may have its own.
    private static bool IsDispatched(MethodDescriptor method)
    {
        if (method.Declaring.Image != null)
        {
            return method.IsVirtual;
        }

        FindNative(method, method.Declaring.Kind == ElementKind.Interface);
        return !method.IsStatic;
    }

    private void CallKnown(MethodDescriptor method, int slot)
    {
        if (method.Body == null)
        {
            FindNative(method, _body.Image.IsCoreLibrary);
        }

        Emit(method.Body == null ? OperationCode.CallLibrary : OperationCode.Call, slot, 0, method.ArgumentCount, Operand(method));
    }

    // The device finds the type of a number behind an address by itself, of an enumeration that of its numbers. A method of
    // that type takes the address, others an object, which here has to be made.
    private MethodDescriptor Constrain(MethodDescriptor method, int register)
    {
        var type = _constrained;
        _constrained = null;
        if (type is not { IsNumber: true })
        {
            return method;
        }

        var own = (type.IsEnum ? _types.Library("System." + type.Kind) : type).FindVirtual(method) ?? method;
        if (own.Declaring.IsNumber)
        {
            return own;
        }

        Emit(OperationCode.LoadIndirectNumber, register, register, 0, (long)type.Kind);
        Emit(OperationCode.Box, register, register, 1, Operand(type));
        return own;
    }

    /// <summary>A method that a delegate will call.</summary>
    private static MethodDescriptor Bound(MethodDescriptor method)
    {
        if (method is { Body: null, IsAbstract: false } or { Declaring.Image: null })
        {
            FindNative(method, method.Declaring.Kind == ElementKind.Interface);
        }

        return method;
    }

    // The core library names natives that the emulator may not have; they are refused when they are called.
    private static void FindNative(MethodDescriptor method, bool mayBeElsewhere)
    {
        method.Library ??= LibraryTable.Find(method);
        if (method.Library is null && !mayBeElsewhere)
        {
            throw new EmulatorException(
                DiagnosticNumbers.UnsupportedLibrary,
                method.IsNative || method.Declaring.Image is null
                    ? $"library method '{method}' is not supported by the emulator"
                    : $"'{method}' has no body"
            );
        }
    }

    private void PushReturned(MethodDescriptor method, int first)
    {
        var returns = method.Returns;
        if (returns.Kind != ElementKind.Void)
        {
            PushRegister(
                Slot(first),
                StackEntry.KindOf(returns),
                returns.Kind == ElementKind.ByReference ? returns.Element : returns,
                returns.IsNumber ? returns.Kind : ElementKind.Void
            );
        }

        _forwardable = -1;
    }

    /// <summary>
    /// Puts the arguments into consecutive registers, converted to the parameters' types; returns the depth of the first.
    /// </summary>
    private int PlaceArguments(MethodDescriptor method)
    {
        var first = _stack.Count - method.ArgumentCount;
        if (first < 0)
        {
            throw Invalid("too few arguments on the stack");
        }

        PlaceParameters(method, first + (method.IsStatic ? 0 : 1), first + (method.IsStatic ? 0 : 1));
        if (!method.IsStatic)
        {
            Settle(first, Slot(first));
        }

        _stack.RemoveRange(first, _stack.Count - first);
        return first;
    }

    // From the last to the first, so that arguments can move up by one without treading on each other.
    private void PlaceParameters(MethodDescriptor method, int from, int to)
    {
        for (var index = method.Parameters.Length - 1; index >= 0; index--)
        {
            var entry = Normalise(_stack[from + index], method.Parameters[index]);
            var register = Slot(to + index);
            if (Fits(entry, method.Parameters[index]))
            {
                MoveTo(entry, register);
            }
            else
            {
                Emit(NarrowingTo(method.Parameters[index].Kind), register, Register(entry, register));
            }

            _maximumDepth = Math.Max(_maximumDepth, to + index + 1);
        }
    }

    private void Construct(MethodDescriptor constructor)
    {
        var type = constructor.Declaring;
        var first = _stack.Count - constructor.Parameters.Length;
        if (first < 0)
        {
            throw Invalid("too few arguments on the stack");
        }

        if (type.IsDelegate)
        {
            Settle(first);
            _stack.RemoveRange(first, 2);
            Emit(OperationCode.NewDelegate, Slot(first), Slot(first), Slot(first + 1), Operand(type));
            PushRegister(Slot(first), StackKind.Reference, type);
            return;
        }

        if (type.IsNumber)
        {
            ConstructNumber(constructor, first);
            return;
        }

        // A native constructor makes its object itself, as do those of libraries without bodies.
        var makesObject = !constructor.IsNative && (type.Image != null || type.IsAssignableTo(_types.Exception));
        PlaceParameters(constructor, first, makesObject ? first + 1 : first);
        _stack.RemoveRange(first, _stack.Count - first);
        var slot = Slot(first);
        if (makesObject)
        {
            Emit(OperationCode.NewObject, slot, 0, 0, Operand(type));
        }

        CallKnown(constructor, slot);
        PushRegister(slot, StackEntry.KindOf(type), type);
        _forwardable = -1;
    }

    // DateTime and TimeSpan are numbers, and their constructors take the address of one (Interpreter.cpp, newobj).
    private void ConstructNumber(MethodDescriptor constructor, int first)
    {
        var slot = Slot(first);
        var depth = Math.Max(_maximumDepth, first + constructor.ArgumentCount);
        PlaceParameters(constructor, first, first + 2);
        _maximumDepth = depth;
        _stack.RemoveRange(first, _stack.Count - first);
        Emit(OperationCode.NewNumber, slot, slot + 1, 0, Operand(constructor.Declaring));
        CallKnown(constructor, slot + 1);
        Emit(OperationCode.LoadIndirectNumber, slot, slot, 0, (long)constructor.Declaring.Kind);
        PushRegister(slot, StackEntry.KindOf(constructor.Declaring), null, constructor.Declaring.Kind);
        _forwardable = -1;
    }

    private bool DecodeObject(ILOpCode opcode)
    {
        switch (opcode)
        {
            case ILOpCode.Ldtoken:
                LoadToken(ReadToken());
                return true;
            case ILOpCode.Box:
                BoxValue(_body.Image.TypeOf(ReadToken()));
                return true;
            case ILOpCode.Unbox:
                Unbox(_body.Image.TypeOf(ReadToken()), true);
                return true;
            case ILOpCode.Unbox_any:
                Unbox(_body.Image.TypeOf(ReadToken()), false);
                return true;
            case ILOpCode.Castclass:
                TestType(OperationCode.CastClass, _body.Image.TypeOf(ReadToken()));
                return true;
            case ILOpCode.Isinst:
                TestType(OperationCode.IsInstance, _body.Image.TypeOf(ReadToken()));
                return true;
            default:
                return false;
        }
    }

    private void TestType(OperationCode code, TypeDescriptor type) =>
        EmitResult(code, StackKind.Reference, Register(Pop()), 0, Operand(type), type.IsValueType ? _types.Object : type);

    private void LoadToken(EntityHandle handle)
    {
        object token = handle.Kind switch
        {
            HandleKind.FieldDefinition => _body.Image.FieldOf(handle),
            HandleKind.TypeDefinition or HandleKind.TypeReference or HandleKind.TypeSpecification => _body.Image.TypeOf(handle).AsObject(),
            _ => _body.Image.MethodOf(handle),
        };
        EmitResult(OperationCode.LoadObject, StackKind.Reference, 0, 0, Operand(token));
    }

    private void BoxValue(TypeDescriptor type)
    {
        if (!type.IsValueType)
        {
            return;
        }

        var entry = Pop();
        var register = RegisterFor(entry, type, Slot(_stack.Count));
        EmitResult(
            type.IsNumber ? OperationCode.Box : OperationCode.BoxStruct,
            StackKind.Reference,
            register,
            0,
            Operand(type),
            _types.Object
        );
    }

    private void Unbox(TypeDescriptor type, bool asAddress)
    {
        if (!type.IsValueType)
        {
            TestType(OperationCode.CastClass, type);
        }
        else if (type.IsNumber && asAddress)
        {
            EmitResult(OperationCode.UnboxAddress, StackKind.Address, Register(Pop()), 0, Operand(type), type);
        }
        else if (type.IsNumber)
        {
            EmitResult(OperationCode.Unbox, StackEntry.KindOf(type), Register(Pop()), 0, Operand(type), range: type.Kind);
        }
        else
        {
            EmitResult(
                OperationCode.UnboxStruct,
                asAddress ? StackKind.Address : StackKind.Struct,
                Register(Pop()),
                asAddress ? 1 : 0,
                Operand(type),
                type
            );
        }
    }
}
