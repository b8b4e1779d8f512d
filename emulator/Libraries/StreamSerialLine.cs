using System.Collections.Concurrent;

namespace Striate.Emulator.Libraries;

/// <summary>A serial line over two streams. A pump moves incoming bytes into a queue, as the device's driver does.</summary>
internal sealed class StreamSerialLine : ISerialLine
{
    private readonly BlockingCollection<byte> _received = [];
    private readonly Stream _output;

    public StreamSerialLine(string name, SerialPortStreams streams)
    {
        _output = streams.Output;
        new Thread(() => Pump(streams.Input)) { IsBackground = true, Name = "serial port " + name }.Start();
    }

    public int Available => _received.Count;

    public bool TryTake(int milliseconds, out byte value) => _received.TryTake(out value, Math.Max(-1, milliseconds));

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _output.Write(bytes);
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
