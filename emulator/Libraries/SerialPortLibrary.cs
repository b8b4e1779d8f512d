using System.Text;
using Striate.Emulator.Execution;

namespace Striate.Emulator.Libraries;

/// <summary>System.IO.Ports.SerialPort against the streams of the machine's options.</summary>
internal static class SerialPortLibrary
{
    private const string Type = "System.IO.Ports.SerialPort";

    private static readonly string[] Numbers =
    [
        "BaudRate",
        "DataBits",
        "ReadBufferSize",
        "WriteBufferSize",
        "ReceivedBytesThreshold",
        "WatchChar",
        "InvertSignalLevels",
    ];

    public static readonly LibraryMethod[] Methods =
    [
        new(
            $"{Type}::.ctor(System.String,System.Int32,System.IO.Ports.Parity,System.Int32,System.IO.Ports.StopBits)",
            (machine, slot) => machine.SetReference(slot, new SerialPortObject(machine.Library(Type), machine.This<string>(slot)))
        ),
        new($"{Type}::Open()", (machine, slot) => Port(machine, slot).Open(machine)),
        new($"{Type}::Close()", (machine, slot) => Port(machine, slot).Close()),
        new($"{Type}::Dispose()", (machine, slot) => Port(machine, slot).Close()),
        new($"{Type}::get_IsOpen()", (machine, slot) => machine.SetNumber(slot, Port(machine, slot).IsOpen ? 1 : 0)),
        new($"{Type}::get_PortName()", (machine, slot) => machine.SetText(slot, Port(machine, slot).Name)),
        new($"{Type}::get_BytesToRead()", (machine, slot) => machine.SetNumber(slot, Opened(machine, slot).Available)),
        new($"{Type}::set_ReadTimeout(System.Int32)", (machine, slot) => Port(machine, slot).ReadTimeout = (int)machine.Number(slot + 1)),
        new($"{Type}::get_ReadTimeout()", (machine, slot) => machine.SetNumber(slot, Port(machine, slot).ReadTimeout)),
        new($"{Type}::set_WriteTimeout(System.Int32)", (_, _) => { }),
        new($"{Type}::set_Parity(System.IO.Ports.Parity)", (_, _) => { }),
        new($"{Type}::set_StopBits(System.IO.Ports.StopBits)", (_, _) => { }),
        new($"{Type}::set_Handshake(System.IO.Ports.Handshake)", (_, _) => { }),
        new($"{Type}::set_Mode(System.IO.Ports.SerialMode)", (_, _) => { }),
        .. Numbers.Select(name => new LibraryMethod($"{Type}::set_{name}({TypeOf(name)})", (_, _) => { })),
        new($"{Type}::Read(System.Byte[],System.Int32,System.Int32)", Read),
        new($"{Type}::ReadByte()", (machine, slot) => machine.SetNumber(slot, Opened(machine, slot).Take(machine))),
        new($"{Type}::Write(System.Byte[],System.Int32,System.Int32)", Write),
        new($"{Type}::WriteByte(System.Byte)", (machine, slot) => Opened(machine, slot).Write([(byte)machine.Number(slot + 1)])),
        new(
            $"{Type}::Write(System.String)",
            (machine, slot) => Opened(machine, slot).Write(Encoding.UTF8.GetBytes(machine.This<string>(slot + 1)))
        ),
        new(
            $"{Type}::WriteLine(System.String)",
            (machine, slot) => Opened(machine, slot).Write(Encoding.UTF8.GetBytes(machine.This<string>(slot + 1) + "\r\n"))
        ),
    ];

    private static string TypeOf(string name) =>
        name switch
        {
            "WatchChar" => "System.Char",
            "InvertSignalLevels" => "System.Boolean",
            _ => "System.Int32",
        };

    private static SerialPortObject Port(Machine machine, int slot) => machine.This<SerialPortObject>(slot);

    private static SerialPortObject Opened(Machine machine, int slot) =>
        Port(machine, slot) is { IsOpen: true } port ? port : throw machine.Raise("System.InvalidOperationException");

    private static void Read(Machine machine, int slot)
    {
        var target = Range(machine, slot);
        var port = Opened(machine, slot);
        var count = 0;
        while (count < target.Count)
        {
            target[count++] = port.Take(machine);
        }

        machine.SetNumber(slot, count);
    }

    private static void Write(Machine machine, int slot) => Opened(machine, slot).Write(Range(machine, slot));

    private static ArraySegment<byte> Range(Machine machine, int slot)
    {
        var buffer = machine.This<byte[]>(slot + 1);
        var (offset, count) = (machine.Number(slot + 2), machine.Number(slot + 3));
        if (offset < 0 || count < 0 || offset > buffer.Length - count)
        {
            throw machine.Raise("System.ArgumentOutOfRangeException");
        }

        return new ArraySegment<byte>(buffer, (int)offset, (int)count);
    }
}
