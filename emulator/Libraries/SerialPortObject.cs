using Striate.Emulator.Loading;

namespace Striate.Emulator.Libraries;

/// <summary>An emulated serial port.</summary>
internal sealed class SerialPortObject(TypeDescriptor type, string name)
{
    private ISerialLine? _line;

    public TypeDescriptor Type { get; } = type;

    public string Name { get; } = name;

    /// <summary>Milliseconds that a read waits for a byte; negative waits for ever.</summary>
    public int ReadTimeout { get; set; } = -1;

    public bool IsOpen => _line != null;

    public int Available => _line!.Available;

    public void Open(Machine machine)
    {
        if (IsOpen)
        {
            throw machine.Raise("System.InvalidOperationException");
        }

        _line = machine.SerialLine(Name) ?? throw machine.Raise("System.ArgumentException", $"no serial port '{Name}'");
    }

    public void Close() => _line = null;

    public byte Take(Machine machine) =>
        _line!.TryTake(ReadTimeout, out var value) ? value : throw machine.Raise("System.TimeoutException");

    public void Write(ReadOnlySpan<byte> bytes) => _line!.Write(bytes);
}
