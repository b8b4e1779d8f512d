using System.Collections.Concurrent;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Libraries;

/// <summary>An emulated serial port. A pump moves incoming bytes into a queue, as the device's driver does.</summary>
internal sealed class SerialPortObject(TypeDescriptor type, string name)
{
    private readonly BlockingCollection<byte> _received = [];
    private Stream? _output;

    public TypeDescriptor Type { get; } = type;

    public string Name { get; } = name;

    /// <summary>Milliseconds that a read waits for a byte; negative waits for ever.</summary>
    public int ReadTimeout { get; set; } = -1;

    public bool IsOpen => _output != null;

    public int Available => _received.Count;

    public void Open(Machine machine)
    {
        if (IsOpen)
        {
            throw machine.Raise("System.InvalidOperationException");
        }

        if (!machine.SerialPorts.TryGetValue(Name, out var streams))
        {
            throw machine.Raise("System.ArgumentException", $"no serial port '{Name}'");
        }

        _output = streams.Output;
        new Thread(() => Pump(streams.Input)) { IsBackground = true, Name = "serial port " + Name }.Start();
    }

    public void Close() => _output = null;

    public byte Take(Machine machine) =>
        _received.TryTake(out var value, Math.Max(-1, ReadTimeout)) ? value : throw machine.Raise("System.TimeoutException");

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _output!.Write(bytes);
        _output.Flush();
    }

    private void Pump(Stream input)
    {
        var buffer = new byte[256];
        try
        {
            for (var count = input.Read(buffer); count > 0; count = input.Read(buffer))
            {
                foreach (var value in buffer.AsSpan(0, count))
                {
                    _received.Add(value);
                }
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The other end has gone: no more bytes come, and reads run into their time limit as on a device.
        }
    }
}
