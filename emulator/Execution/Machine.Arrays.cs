using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;
using Striate.Emulator.Loading;

namespace Striate.Emulator;

/// <summary>Array operations in full generality: every element type, null and bounds.</summary>
public sealed partial class Machine
{
    private void SlowArray(ref Operation op)
    {
        if (op.Code == OperationCode.NewArray)
        {
            _references[_base + op.A] = NewArray((TypeDescriptor)_code.Operands[op.Immediate], (int)_numbers[_base + op.B]);
            return;
        }

        var array = _references[_base + op.B] ?? throw NullReference();
        var items = (array as ReferenceArray)?.Items;
        if (op.Code == OperationCode.ArrayLength)
        {
            _numbers[_base + op.A] = items?.Length ?? ((Array)array).Length;
            return;
        }

        var index = (uint)(_numbers[_base + op.C] + op.Immediate);
        if (index >= (uint)(items?.Length ?? ((Array)array).Length))
        {
            throw IndexOutOfRange();
        }

        switch (op.Code)
        {
            case OperationCode.LoadElementReference:
                _references[_base + op.A] = items![index];
                break;
            case OperationCode.LoadElementStruct:
                _references[_base + op.A] = Clone((Instance)items![index]!);
                break;
            case OperationCode.StoreElementReference:
                StoreReference((ReferenceArray)array, index, _references[_base + op.A]);
                break;
            case OperationCode.StoreElementStruct:
                Copy(Required(op.A), (Instance)items![index]!);
                break;
            case OperationCode.AddressOfElement:
                SetAddress(op.A, (object?)items ?? array, index);
                break;
            case OperationCode.AddressOfStructElement:
                _references[_base + op.A] = items![index];
                break;
            case < OperationCode.StoreElementSByte:
                _numbers[_base + op.A] = Address.Load(array is ulong[] ? (long[])(object)array : array, index);
                break;
            default:
                Address.Store(array is ulong[] ? (long[])(object)array : array, index, _numbers[_base + op.A]);
                break;
        }
    }

    private void StoreReference(ReferenceArray array, uint index, object? value)
    {
        // CLR_E_WRONG_TYPE has no exception type of its own (CLR_RT_HeapBlock::StoreToReference).
        if (value != null && !TypeOf(value).IsAssignableTo(array.Type.Element!))
        {
            throw Raise("System.Exception");
        }

        array.Items[index] = value;
    }
}
