using Striate.Emulator.Execution;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Libraries;

/// <summary>System.Device.I2c against the devices of the machine's options. An address without a device is not acknowledged.</summary>
internal static class I2cLibrary
{
    private const string Device = "System.Device.I2c.I2cDevice";
    private const string Settings = "System.Device.I2c.I2cConnectionSettings";
    private const string Result = "System.Device.I2c.I2cTransferResult";
    private const string Span = "System.SpanByte";

    private const int FullTransfer = 1;
    private const int NotAcknowledged = 4;

    public static readonly LibraryMethod[] Methods =
    [
        new(
            $"{Settings}::.ctor(System.Int32,System.Int32)",
            (machine, slot) =>
                machine.SetReference(
                    slot,
                    new I2cSettingsObject(machine.Library(Settings), (int)machine.Number(slot), (int)machine.Number(slot + 1))
                )
        ),
        new(
            $"{Settings}::.ctor(System.Int32,System.Int32,System.Device.I2c.I2cBusSpeed)",
            (machine, slot) =>
                machine.SetReference(
                    slot,
                    new I2cSettingsObject(machine.Library(Settings), (int)machine.Number(slot), (int)machine.Number(slot + 1))
                )
        ),
        new(
            $"{Device}::.ctor({Settings})",
            (machine, slot) => machine.SetReference(slot, Of(machine, machine.This<I2cSettingsObject>(slot)))
        ),
        new(
            $"{Device}::Create({Settings})",
            (machine, slot) => machine.SetReference(slot, Of(machine, machine.This<I2cSettingsObject>(slot)))
        ),
        new($"{Device}::Dispose()", (_, _) => { }),
        new($"{Device}::Read({Span})", (machine, slot) => Transfer(machine, slot, [], Bytes(machine, slot + 1))),
        new($"{Device}::Write({Span})", (machine, slot) => Transfer(machine, slot, Bytes(machine, slot + 1), [])),
        new(
            $"{Device}::WriteRead({Span},{Span})",
            (machine, slot) => Transfer(machine, slot, Bytes(machine, slot + 1), Bytes(machine, slot + 2))
        ),
        new($"{Device}::WriteByte(System.Byte)", (machine, slot) => Transfer(machine, slot, new[] { (byte)machine.Number(slot + 1) }, [])),
        new($"{Device}::ReadByte()", ReadByte),
        new($"{Result}::get_BytesTransferred()", (machine, slot) => machine.SetNumber(slot, machine.This<Instance>(slot).Numbers[0])),
        new($"{Result}::get_Status()", (machine, slot) => machine.SetNumber(slot, machine.This<Instance>(slot).Numbers[1])),
    ];

    private static I2cObject Of(Machine machine, I2cSettingsObject settings) =>
        new(machine.Library(Device), machine.I2cDevice(settings.Bus, settings.Address));

    private static void ReadByte(Machine machine, int slot)
    {
        var read = new byte[1];
        machine.This<I2cObject>(slot).Device?.Transfer([], read);
        machine.SetNumber(slot, read[0]);
    }

    private static void Transfer(Machine machine, int slot, ArraySegment<byte> written, ArraySegment<byte> read)
    {
        var device = machine.This<I2cObject>(slot).Device;
        device?.Transfer(written, read);
        var result = machine.NewStruct(Result);
        result.Numbers[0] = device is null ? 0 : written.Count + read.Count;
        result.Numbers[1] = device is null ? NotAcknowledged : FullTransfer;
        machine.SetReference(slot, result);
    }

    // Of a span: its array, where it begins there and how long it is.
    private static ArraySegment<byte> Bytes(Machine machine, int slot)
    {
        var span = machine.This<Instance>(slot);
        return span.References[0] is byte[] array ? new ArraySegment<byte>(array, (int)span.Numbers[0], (int)span.Numbers[1]) : [];
    }
}

/// <summary>Where a device is.</summary>
internal sealed record I2cSettingsObject(TypeDescriptor Type, int Bus, int Address);

/// <summary>A channel to a device; null: there is none at the address.</summary>
internal sealed record I2cObject(TypeDescriptor Type, II2cDevice? Device);
