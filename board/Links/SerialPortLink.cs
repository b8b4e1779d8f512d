using System.IO.Ports;

namespace Striate.Board.Links;

/// <summary>A serial port of this computer.</summary>
public sealed class SerialPortLink : IBoardLink
{
    // How soon a cancellation is seen.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly SerialPort _port;
    private readonly CancellationToken _cancellation;

    // A port that broke is not used again: it would wait for its timeouts, and for ever when it is closed.
    private LinkException? _gone;

    /// <summary>Opens a port.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="baudRate">Bits per second.</param>
    /// <param name="clock">What time is told by; null: the wall's clock.</param>
    /// <param name="cancellation">Ends waiting for bytes.</param>
    /// <exception cref="IOException">It does not exist, or is in use.</exception>
    public SerialPortLink(string name, int baudRate, TimeProvider? clock = null, CancellationToken cancellation = default)
    {
        (_cancellation, _clock) = (cancellation, clock ?? TimeProvider.System);
        _started = _clock.GetTimestamp();
        _port = new SerialPort(name, baudRate) { WriteTimeout = 10_000 };
        try
        {
            _port.Open();
        }
        catch (Exception error) when (error is UnauthorizedAccessException or ArgumentException or IOException)
        {
            _port.Dispose();
            throw new StriateException(ErrorKind.BadFile, Problem(name, error), error);
        }
    }

    /// <inheritdoc/>
    public TimeSpan Now => _clock.GetElapsedTime(_started);

    private static string Ports =>
        SerialPort.GetPortNames() is { Length: > 0 } names ? string.Join(", ", names.Order(StringComparer.Ordinal)) : "none";

    // Of a port that is not there, the system says that access to it is denied.
    private static string Problem(string name, Exception error) =>
        Directory.Exists(name) ? $"serial port '{name}' is a folder; ports here: {Ports}"
        : !IsThere(name)
            ? $"there is no serial port '{name}'; ports here: {Ports}; check that the board is connected with a cable that carries data"
        : error is UnauthorizedAccessException && !OperatingSystem.IsWindows()
            ? $"serial port '{name}' cannot be opened: {Reason(error)}; it must be a serial port that no other program has open, and the user in its group ('dialout' on most systems)"
        : $"serial port '{name}' cannot be opened: {Reason(error)}; ports here: {Ports}";

    private static bool IsThere(string name) =>
        OperatingSystem.IsWindows() ? SerialPort.GetPortNames().Contains(name, StringComparer.OrdinalIgnoreCase) : File.Exists(name);

    private static string Reason(Exception error) => error.Message.TrimEnd('.');

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        RequireLine();
        try
        {
            _port.Write(bytes.ToArray(), 0, bytes.Length);
        }
        catch (Exception error) when (error is TimeoutException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw Gone(error);
        }
    }

    /// <inheritdoc/>
    public int Read(Span<byte> buffer, TimeSpan limit)
    {
        RequireLine();
        for (var end = Now + limit; ; )
        {
            _cancellation.ThrowIfCancellationRequested();
            var left = end - Now;
            if (ReadSoon(buffer, left < s_patience ? left : s_patience) is > 0 and var count)
            {
                return count;
            }

            if (Now >= end)
            {
                return 0;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_gone is null)
        {
            _port.Dispose();
            return;
        }

        try
        {
            // Closing the port itself would wait for bytes that nobody takes any more.
            _port.BaseStream.Dispose();
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            // It broke, which whoever used it knows: there is nothing left to close.
        }
    }

    private int ReadSoon(Span<byte> buffer, TimeSpan limit)
    {
        var bytes = new byte[buffer.Length];
        try
        {
            _port.ReadTimeout = Math.Max(1, (int)Math.Ceiling(limit.TotalMilliseconds));
            var count = _port.Read(bytes, 0, bytes.Length);
            bytes.AsSpan(0, count).CopyTo(buffer);
            return count;
        }
        catch (TimeoutException)
        {
            return 0;
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw Gone(error);
        }
    }

    private void RequireLine()
    {
        if (_gone is { } gone)
        {
            throw gone;
        }
    }

    private LinkException Gone(Exception error) =>
        _gone = new(
            $"serial port '{_port.PortName}': {error.Message.TrimEnd('.')}; check that the board is still connected, and try again",
            error
        );
}
