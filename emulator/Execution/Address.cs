using Striate.Platform;

namespace Striate.Emulator.Execution;

/// <summary>
/// Numbers behind an address: an array and an index. Registers, fields and statics are arrays of 64-bit register forms;
/// other arrays hold elements of their own type. A number as an object is its own container.
/// </summary>
internal static class Address
{
    public static long Load(object container, long index) =>
        container switch
        {
            long[] array => array[index],
            _ when container.GetType() == typeof(int[]) => ((int[])container)[index],
            _ when container.GetType() == typeof(sbyte[]) => ((sbyte[])container)[index],
            _ when container.GetType() == typeof(byte[]) => ((byte[])container)[index],
            _ when container.GetType() == typeof(short[]) => ((short[])container)[index],
            _ when container.GetType() == typeof(ushort[]) => ((ushort[])container)[index],
            _ when container.GetType() == typeof(uint[]) => ((uint[])container)[index],
            bool[] array => array[index] ? 1 : 0,
            char[] array => array[index],
            float[] array => BitConverter.SingleToInt32Bits(array[index]),
            double[] array => BitConverter.DoubleToInt64Bits(array[index]),
            Boxed boxed => boxed.Value,
            _ => throw new EmulatorException(DiagnosticNumbers.InvalidCode, "a number was expected behind an address"),
        };

    public static void Store(object container, long index, long value)
    {
        switch (container)
        {
            case long[] array:
                array[index] = value;
                break;
            case not null when container.GetType() == typeof(int[]):
                ((int[])container)[index] = (int)value;
                break;
            case not null when container.GetType() == typeof(sbyte[]):
                ((sbyte[])container)[index] = (sbyte)value;
                break;
            case not null when container.GetType() == typeof(byte[]):
                ((byte[])container)[index] = (byte)value;
                break;
            case not null when container.GetType() == typeof(short[]):
                ((short[])container)[index] = (short)value;
                break;
            case not null when container.GetType() == typeof(ushort[]):
                ((ushort[])container)[index] = (ushort)value;
                break;
            case not null when container.GetType() == typeof(uint[]):
                ((uint[])container)[index] = (uint)value;
                break;
            case bool[] array:
                array[index] = (byte)value != 0;
                break;
            case char[] array:
                array[index] = (char)value;
                break;
            case float[] array:
                array[index] = BitConverter.Int32BitsToSingle((int)value);
                break;
            case double[] array:
                array[index] = BitConverter.Int64BitsToDouble(value);
                break;
            case Boxed boxed:
                boxed.Value = value;
                break;
            default:
                throw new EmulatorException(DiagnosticNumbers.InvalidCode, "a number was expected behind an address");
        }
    }
}
