using Striate.Emulator.Execution;
using Striate.Emulator.Libraries;
using Striate.Emulator.Loading;
using Striate.Emulator.Memory;
using Striate.Emulator.Scheduling;
using Striate.Platform;

namespace Striate.Emulator;

/// <summary>Making and copying objects, with what each costs on the device's heap.</summary>
public sealed partial class Machine
{
    private long _allocations;
    private long _allocatedBytes;

    internal object Allocate(object made)
    {
        var bytes = HeapSizes.Of(made);
        if (_live + _sinceCollection + bytes + _frameBytes > _heapLimit)
        {
            MakeRoom(bytes);
        }

        _allocations++;
        _allocatedBytes += bytes;
        if (_code != null)
        {
            _code.Allocations++;
            _code.AllocatedBytes += bytes;
        }

        _sinceCollection += bytes;
        if (_sinceCollection >= _collectAt)
        {
            CountLiving(made);
        }

        return made;
    }

    internal Instance NewInstance(TypeDescriptor type)
    {
        var instance = new Instance(type);
        Allocate(instance);
        foreach (var field in type.StructFields)
        {
            instance.References[field.Index] = NewInstance(field.Type);
        }

        return instance;
    }

    internal object NewArray(TypeDescriptor type, int length)
    {
        if (length < 0)
        {
            throw Raise("System.ArgumentOutOfRangeException");
        }

        var element = type.Element!;
        if (HeapSizes.OfArray(element, length) > HeapLayout.LargestObject)
        {
            throw OutOfMemory(
                $"an array of {length} x {element} is larger than the {HeapLayout.LargestObject} bytes of the largest object"
            );
        }

        if (element.IsNumber)
        {
            return Allocate(PrimitiveArrays.Create(element.Kind, length));
        }

        var array = (ReferenceArray)Allocate(new ReferenceArray(type, length));
        if (element.Kind == ElementKind.Struct)
        {
            for (var index = 0; index < length; index++)
            {
                array.Items[index] = NewInstance(element);
            }
        }

        return array;
    }

    /// <summary>A copy of an object, of its references and not of what they refer to.</summary>
    internal object CloneOf(object source) =>
        source switch
        {
            Instance instance => Clone(instance),
            Boxed boxed => Allocate(boxed with { }),
            _ => throw Failure(
                DiagnosticNumbers.UnsupportedLibrary,
                $"a memberwise copy of {TypeOf(source)} is not supported by the emulator"
            ),
        };

    private Instance Clone(Instance source)
    {
        var copy = NewInstance(source.Type);
        Copy(source, copy);
        return copy;
    }

    /// <summary>Copies the fields; structs within are copied, not shared.</summary>
    private static void Copy(Instance source, Instance target)
    {
        source.Numbers.CopyTo(target.Numbers, 0);
        for (var index = 0; index < source.References.Length; index++)
        {
            if (target.References[index] is Instance nested && IsStructField(source.Type, index))
            {
                Copy((Instance)source.References[index]!, nested);
            }
            else
            {
                target.References[index] = source.References[index];
            }
        }
    }

    private static void Clear(Instance instance)
    {
        Array.Clear(instance.Numbers);
        for (var index = 0; index < instance.References.Length; index++)
        {
            if (IsStructField(instance.Type, index))
            {
                Clear((Instance)instance.References[index]!);
            }
            else
            {
                instance.References[index] = null;
            }
        }
    }

    private static bool IsStructField(TypeDescriptor type, int index) => type.StructFields.Exists(field => field.Index == index);

    /// <summary>A literal is a heap block that points into flash (CLR_RT_HeapBlock_String::CreateInstance).</summary>
    private string LoadLiteral(string literal)
    {
        Allocate(StringLiteral.Instance);
        _literals.Add(literal);
        return literal;
    }

    internal TypeDescriptor TypeOf(object value) =>
        value switch
        {
            Instance instance => instance.Type,
            string => _types.String,
            Boxed boxed => boxed.Type,
            ReferenceArray array => array.Type,
            DelegateObject bound => bound.Type,
            TypeObject => _types.Library("System.RuntimeType"),
            FieldObject => _types.Library("System.Reflection.RuntimeFieldInfo"),
            SerialPortObject port => port.Type,
            AdcObject adc => adc.Type,
            I2cSettingsObject settings => settings.Type,
            I2cObject device => device.Type,
            SchedulingObject scheduling => scheduling.Type,
            _ when PrimitiveArrays.KindOf(value) is { } kind => _types.ArrayOf("System." + kind),
            _ => _types.Object,
        };
}
