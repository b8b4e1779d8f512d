using System.Reflection.Metadata;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Decoding;

/// <summary>Fields, arrays and addresses.</summary>
internal sealed partial class Decoder
{
    private bool DecodeField(ILOpCode opcode)
    {
        switch (opcode)
        {
            case ILOpCode.Ldfld:
                LoadField(_body.Image.FieldOf(ReadToken()));
                break;
            case ILOpCode.Ldflda:
                LoadFieldAddress(_body.Image.FieldOf(ReadToken()));
                break;
            case ILOpCode.Stfld:
                StoreField(_body.Image.FieldOf(ReadToken()));
                break;
            case ILOpCode.Ldsfld:
                LoadStatic(_body.Image.FieldOf(ReadToken()));
                break;
            case ILOpCode.Ldsflda:
                LoadStaticAddress(_body.Image.FieldOf(ReadToken()));
                break;
            case ILOpCode.Stsfld:
                StoreStatic(_body.Image.FieldOf(ReadToken()));
                break;
            default:
                return false;
        }

        return true;
    }

    private void LoadField(FieldDescriptor field)
    {
        if (field is { IsStatic: false, Declaring.IsNumber: true })
        {
            LoadOnlyField(field.Type);
            return;
        }

        var code = field.Type.IsNumber ? OperationCode.LoadFieldNumber : OperationCode.LoadFieldReference;
        EmitLoaded(code, field, Register(Pop()));
    }

    // A number of the core library is its own and only field, whether it is there itself or its address.
    private void LoadOnlyField(TypeDescriptor type)
    {
        var number = Pop();
        if (number.Kind == StackKind.Address)
        {
            EmitResult(OperationCode.LoadIndirectNumber, StackEntry.KindOf(type), Register(number), 0, (long)type.Kind, range: type.Kind);
        }
        else
        {
            PushRegister(Register(number), StackEntry.KindOf(type), null, type.Kind);
        }
    }

    private void LoadStatic(FieldDescriptor field)
    {
        var code = field.Type.IsNumber ? OperationCode.LoadStaticNumber : OperationCode.LoadStaticReference;
        EmitLoaded(code, field, 0);
    }

    // A struct is copied when it is loaded (Interpreter.cpp, Execute_LoadAndPromote).
    private void EmitLoaded(OperationCode code, FieldDescriptor field, int source)
    {
        var type = field.Type;
        EmitResult(code, StackEntry.KindOf(type), source, 0, field.Index, type, type.IsNumber ? type.Kind : ElementKind.Void);
        if (type.Kind == ElementKind.Struct)
        {
            _forwardable = Emit(OperationCode.CloneStruct, _stack[^1].Register, _stack[^1].Register);
        }
    }

    private void LoadFieldAddress(FieldDescriptor field)
    {
        if (field.Declaring.IsNumber)
        {
            Push(Pop() with { Type = field.Type });
            return;
        }

        var instance = Register(Pop());
        var code =
            field.Type.IsNumber ? OperationCode.AddressOfFieldNumber
            : field.Type.Kind == ElementKind.Struct ? OperationCode.LoadFieldReference
            : OperationCode.AddressOfFieldReference;
        EmitResult(code, StackKind.Address, instance, 0, field.Index, field.Type);
    }

    private void LoadStaticAddress(FieldDescriptor field)
    {
        var code =
            field.Type.IsNumber ? OperationCode.AddressOfStaticNumber
            : field.Type.Kind == ElementKind.Struct ? OperationCode.LoadStaticReference
            : OperationCode.AddressOfStaticReference;
        EmitResult(code, StackKind.Address, 0, 0, field.Index, field.Type);
    }

    private void StoreField(FieldDescriptor field)
    {
        var (value, instance) = (Pop(), Pop());
        if (field.Declaring.IsNumber)
        {
            StoreIndirect(instance with { Type = field.Type }, value);
            return;
        }

        var source = RegisterFor(value, field.Type, Slot(_stack.Count + 1));
        var code = field.Type.IsNumber ? OperationCode.StoreFieldNumber : OperationCode.StoreFieldReference;
        Emit(code, source, Register(instance), 0, field.Index);
    }

    private void StoreStatic(FieldDescriptor field)
    {
        var source = RegisterFor(Pop(), field.Type, Slot(_stack.Count));
        var code = field.Type.IsNumber ? OperationCode.StoreStaticNumber : OperationCode.StoreStaticReference;
        Emit(code, source, 0, 0, field.Index);
    }

    private bool DecodeArray(ILOpCode opcode)
    {
        switch (opcode)
        {
            case ILOpCode.Newarr:
                var element = _body.Image.TypeOf(ReadToken());
                EmitResult(
                    OperationCode.NewArray,
                    StackKind.Reference,
                    Register(Pop()),
                    0,
                    Operand(_types.ArrayOf(element)),
                    _types.ArrayOf(element)
                );
                return true;
            case ILOpCode.Ldlen:
                EmitResult(OperationCode.ArrayLength, StackKind.Int32, Register(Pop()));
                return true;
            case ILOpCode.Ldelema:
                LoadElementAddress(_body.Image.TypeOf(ReadToken()));
                return true;
            case ILOpCode.Ldelem:
                LoadElement(_body.Image.TypeOf(ReadToken()));
                return true;
            case ILOpCode.Stelem:
                StoreElement(_body.Image.TypeOf(ReadToken()));
                return true;
            case ILOpCode.Ldelem_ref or (>= ILOpCode.Ldelem_i1 and <= ILOpCode.Ldelem_r8):
                LoadElement(ElementOf(opcode));
                return true;
            case >= ILOpCode.Stelem_i and <= ILOpCode.Stelem_ref:
                StoreElement(ElementOf(opcode));
                return true;
            default:
                return false;
        }
    }

    private TypeDescriptor ElementOf(ILOpCode opcode) =>
        opcode switch
        {
            ILOpCode.Ldelem_i1 or ILOpCode.Stelem_i1 => _types.Library("System.SByte"),
            ILOpCode.Ldelem_u1 => _types.Library("System.Byte"),
            ILOpCode.Ldelem_i2 or ILOpCode.Stelem_i2 => _types.Library("System.Int16"),
            ILOpCode.Ldelem_u2 => _types.Library("System.UInt16"),
            ILOpCode.Ldelem_i4 or ILOpCode.Stelem_i4 or ILOpCode.Ldelem_i or ILOpCode.Stelem_i => _types.Library("System.Int32"),
            ILOpCode.Ldelem_u4 => _types.Library("System.UInt32"),
            ILOpCode.Ldelem_i8 or ILOpCode.Stelem_i8 => _types.Library("System.Int64"),
            ILOpCode.Ldelem_r4 or ILOpCode.Stelem_r4 => _types.Library("System.Single"),
            ILOpCode.Ldelem_r8 or ILOpCode.Stelem_r8 => _types.Library("System.Double"),
            _ => _types.Object,
        };

    // The array's own element type rules, not the instruction (CLR_RT_HeapBlock::LoadFromReference).
    private static TypeDescriptor ElementType(StackEntry array, TypeDescriptor named) =>
        array.Type is { Kind: ElementKind.Array } type ? type.Element! : named;

    private static int ElementOffset(TypeDescriptor element) =>
        element.Kind switch
        {
            ElementKind.SByte => 0,
            ElementKind.Byte => 1,
            ElementKind.Boolean => 2,
            ElementKind.Char => 3,
            ElementKind.Int16 => 4,
            ElementKind.UInt16 => 5,
            ElementKind.Int32 => 6,
            ElementKind.UInt32 => 7,
            ElementKind.Int64 or ElementKind.DateTime or ElementKind.TimeSpan => 8,
            ElementKind.UInt64 => 9,
            ElementKind.Single => 10,
            ElementKind.Double => 11,
            ElementKind.Struct => 13,
            _ => 12,
        };

    private (int Register, long Constant) Index(StackEntry index, int scratch) =>
        index.Place switch
        {
            EntryPlace.Constant => (_zeroRegister, index.Value),
            EntryPlace.RegisterPlusConstant => (index.Register, index.Value),
            _ => (Register(index, scratch), 0),
        };

    private void LoadElement(TypeDescriptor named)
    {
        var (index, array) = (Pop(), Pop());
        var element = ElementType(array, named);
        var (register, constant) = Index(index, Slot(_stack.Count + 1));
        EmitResult(
            OperationCode.LoadElementSByte + ElementOffset(element),
            StackEntry.KindOf(element),
            Register(array),
            register,
            constant,
            element.IsNumber ? null : element,
            element.IsNumber ? element.Kind : ElementKind.Void
        );
    }

    private void StoreElement(TypeDescriptor named)
    {
        var (value, index, array) = (Pop(), Pop(), Pop());
        var element = ElementType(array, named);
        var source = value.Place == EntryPlace.Register ? value.Register : RegisterFor(value, element, Slot(_stack.Count + 2));
        var (register, constant) = Index(index, Slot(_stack.Count + 1));
        Emit(OperationCode.StoreElementSByte + ElementOffset(element), source, Register(array), register, constant);
    }

    private void LoadElementAddress(TypeDescriptor named)
    {
        var (index, array) = (Pop(), Pop());
        var element = ElementType(array, named);
        var (register, constant) = Index(index, Slot(_stack.Count + 1));
        var code = element.Kind == ElementKind.Struct ? OperationCode.AddressOfStructElement : OperationCode.AddressOfElement;
        EmitResult(code, StackKind.Address, Register(array), register, constant, element);
    }

    private bool DecodeIndirection(ILOpCode opcode)
    {
        switch (opcode)
        {
            case ILOpCode.Ldind_ref or (>= ILOpCode.Ldind_i1 and <= ILOpCode.Ldind_r8):
                LoadIndirect(Pop());
                return true;
            case ILOpCode.Stind_i or (>= ILOpCode.Stind_ref and <= ILOpCode.Stind_r8):
                var value = Pop();
                StoreIndirect(Pop(), value);
                return true;
            case ILOpCode.Ldobj:
                ReadToken();
                LoadIndirect(Pop());
                return true;
            case ILOpCode.Stobj:
                ReadToken();
                var stored = Pop();
                StoreIndirect(Pop(), stored);
                return true;
            case ILOpCode.Cpobj:
                ReadToken();
                LoadIndirect(Pop());
                var copied = Pop();
                StoreIndirect(Pop(), copied);
                return true;
            case ILOpCode.Initobj:
                ReadToken();
                InitializeAt(Pop());
                return true;
            default:
                return false;
        }
    }

    private static TypeDescriptor Target(StackEntry address) =>
        address is { Kind: StackKind.Address, Type: { } type } ? type : throw Invalid("an indirection needs an address");

    private void LoadIndirect(StackEntry address)
    {
        var type = Target(address);
        if (type.Kind == ElementKind.Struct)
        {
            EmitResult(OperationCode.CloneStruct, StackKind.Struct, Register(address), type: type);
            return;
        }

        var code = type.IsNumber ? OperationCode.LoadIndirectNumber : OperationCode.LoadIndirectReference;
        EmitResult(
            code,
            StackEntry.KindOf(type),
            Register(address),
            0,
            (long)type.Kind,
            type.IsNumber ? null : type,
            type.IsNumber ? type.Kind : ElementKind.Void
        );
    }

    private void StoreIndirect(StackEntry address, StackEntry value)
    {
        var type = Target(address);
        var source = RegisterFor(value, type, Slot(_stack.Count + 1));
        var code =
            type.Kind == ElementKind.Struct ? OperationCode.CopyStruct
            : type.IsNumber ? OperationCode.StoreIndirectNumber
            : OperationCode.StoreIndirectReference;
        Emit(code, source, Register(address), 0, (long)type.Kind);
    }

    private void InitializeAt(StackEntry address)
    {
        var type = Target(address);
        if (type.Kind == ElementKind.Struct)
        {
            Emit(OperationCode.InitializeStruct, 0, Register(address));
            return;
        }

        var zero = type.IsNumber
            ? new StackEntry(StackEntry.KindOf(type), null, EntryPlace.Constant, 0, 0, type.Kind)
            : new StackEntry(StackKind.Reference, null, EntryPlace.Constant, 0, 0, ElementKind.Void);
        StoreIndirect(address, zero);
    }
}
