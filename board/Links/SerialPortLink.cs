using System.Diagnostics;
using System.IO.Ports;

namespace Striate.Board.Links;

/// <summary>A serial port of this computer.</summary>
public sealed class SerialPortLink : IBoardLink
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly SerialPort _port;

    /// <summary>Opens a port.</summary>
    /// <exception cref="IOException">It does not exist, or is in use.</exception>
    public SerialPortLink(string name, int baudRate)
    {
        _port = new SerialPort(name, baudRate) { WriteTimeout = 10_000 };
        try
        {
            _port.Open();
        }
        catch (Exception error) when (error is UnauthorizedAccessException or ArgumentException or IOException)
        {
            _port.Dispose();
            throw new IOException(
                $"serial port '{name}' cannot be opened: {error.Message.TrimEnd('.')}; ports here: {Ports}; on Linux the user must be in the group 'dialout'", error);
        }
    }

    /// <inheritdoc/>
    public TimeSpan Now => Stopwatch.GetElapsedTime(_started);

    private static string Ports => SerialPort.GetPortNames() is { Length: > 0 } names ? string.Join(", ", names.Order(StringComparer.Ordinal)) : "none";

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _port.Write(bytes.ToArray(), 0, bytes.Length);
        }
        catch (Exception error) when (error is TimeoutException or InvalidOperationException)
        {
            throw new IOException($"serial port '{_port.PortName}': {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public int Read(Span<byte> buffer, TimeSpan limit)
    {
        var bytes = new byte[buffer.Length];
        _port.ReadTimeout = Math.Max(1, (int)limit.TotalMilliseconds);
        try
        {
            var count = _port.Read(bytes, 0, bytes.Length);
            bytes.AsSpan(0, count).CopyTo(buffer);
            return count;
        }
        catch (TimeoutException)
        {
            return 0;
        }
        catch (InvalidOperationException error)
        {
            throw new IOException($"serial port '{_port.PortName}': {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _port.Dispose();
}
