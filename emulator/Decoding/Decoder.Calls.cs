using System.Reflection.Metadata;
using Striate.Emulator.Execution;
using Striate.Emulator.Libraries;
using Striate.Emulator.Loading;

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
                EmitResult(OperationCode.LoadVirtualFunction, StackKind.Reference, Register(Pop()), 0, Operand(Bound(_body.Image.MethodOf(ReadToken()))));
                return true;
            default:
                return false;
        }
    }

    private void Call(MethodDescriptor method, bool isVirtual)
    {
        if (method is { IsConstructor: true, Declaring: { IsNumber: true, Image: null } })
        {
            ConstructInPlace(method);
            return;
        }

        var first = PlaceArguments(method);
        BoxConstrained(Slot(first));
        if (method.Declaring.IsDelegate && method.Name == "Invoke")
        {
            Emit(OperationCode.CallDelegate, Slot(first), 0, method.ArgumentCount, Operand(method));
        }
        else if (method.Declaring.Image == null)
        {
            CallLibrary(method, isVirtual && !method.IsStatic && method.Declaring.Kind != ElementKind.String, first);
        }
        else if (isVirtual && method.IsVirtual)
        {
            Emit(OperationCode.CallVirtual, Slot(first), 0, method.ArgumentCount, Operand(method));
        }
        else
        {
            if (isVirtual)
            {
                Emit(OperationCode.CheckThis, 0, Slot(first));
            }

            if (method.Body == null)
            {
                throw new EmulatorException(EmulatorDiagnostics.UnsupportedLibrary, $"'{method}' has no body");
            }

            Emit(OperationCode.Call, Slot(first), 0, 0, Operand(method));
        }

        PushReturned(method, first);
    }

    // The device finds the type of a number behind an address by itself; here the number becomes an object first.
    private void BoxConstrained(int register)
    {
        if (_constrained is { IsNumber: true } type)
        {
            Emit(OperationCode.LoadIndirectNumber, register, register, 0, (long)type.Kind);
            Emit(OperationCode.Box, register, register, 0, Operand(type));
        }

        _constrained = null;
    }

    /// <summary>A method that a delegate will call.</summary>
    private static MethodDescriptor Bound(MethodDescriptor method)
    {
        if (method.Declaring.Image == null)
        {
            FindLibrary(method, method.Declaring.Kind == ElementKind.Interface);
        }

        return method;
    }

    private static void FindLibrary(MethodDescriptor method, bool mayBeElsewhere)
    {
        method.Library ??= LibraryTable.Find(method);
        if (method.Library is null && !mayBeElsewhere)
        {
            throw new EmulatorException(
                EmulatorDiagnostics.UnsupportedLibrary, $"library method '{method}' is not supported by the emulator");
        }
    }

    private void CallLibrary(MethodDescriptor method, bool isVirtual, int first)
    {
        FindLibrary(method, isVirtual && method.Declaring.Kind == ElementKind.Interface);
        Emit(isVirtual ? OperationCode.CallVirtual : OperationCode.CallLibrary, Slot(first), 0, method.ArgumentCount, Operand(method));
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
                returns.IsNumber ? returns.Kind : ElementKind.Void);
        }

        _forwardable = -1;
    }

    /// <summary>Puts the arguments into consecutive registers, converted to the parameters' types; returns the depth of the first.</summary>
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

        var makesObject = type.Image != null || type == _types.Object || type.Kind == ElementKind.Struct || type.IsAssignableTo(_types.Exception);
        PlaceParameters(constructor, first, makesObject ? first + 1 : first);
        _stack.RemoveRange(first, _stack.Count - first);
        var slot = Slot(first);
        if (makesObject)
        {
            Emit(OperationCode.NewObject, slot, 0, 0, Operand(type));
        }

        if (type.Image == null)
        {
            CallLibrary(constructor, false, first);
        }
        else
        {
            Emit(OperationCode.Call, slot, 0, 0, Operand(constructor));
        }

        PushRegister(slot, StackEntry.KindOf(type), type);
        _forwardable = -1;
    }

    // DateTime and TimeSpan are numbers; their constructor called on an address makes the value and stores it.
    private void ConstructInPlace(MethodDescriptor constructor)
    {
        var first = _stack.Count - constructor.Parameters.Length;
        PlaceParameters(constructor, first, first);
        _stack.RemoveRange(first, _stack.Count - first);
        CallLibrary(constructor, false, first);
        PushRegister(Slot(first), StackKind.Int64, constructor.Declaring);
        var value = Pop();
        StoreIndirect(Pop(), value);
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
            HandleKind.TypeDefinition or HandleKind.TypeReference or HandleKind.TypeSpecification => new TypeObject(_body.Image.TypeOf(handle)),
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
        EmitResult(type.IsNumber ? OperationCode.Box : OperationCode.BoxStruct, StackKind.Reference, register, 0, Operand(type), _types.Object);
    }

    private void Unbox(TypeDescriptor type, bool asAddress)
    {
        if (!type.IsValueType)
        {
            TestType(OperationCode.CastClass, type);
        }
        else if (type.IsNumber)
        {
            if (asAddress)
            {
                throw new EmulatorException(EmulatorDiagnostics.UnsupportedInstruction, "an address inside a boxed number is not supported");
            }

            EmitResult(OperationCode.Unbox, StackEntry.KindOf(type), Register(Pop()), 0, Operand(type), range: type.Kind);
        }
        else
        {
            EmitResult(OperationCode.UnboxStruct, asAddress ? StackKind.Address : StackKind.Struct, Register(Pop()), asAddress ? 1 : 0, Operand(type), type);
        }
    }
}
