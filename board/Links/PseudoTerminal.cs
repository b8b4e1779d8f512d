using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Striate.Board.Links;

/// <summary>
/// A serial port without hardware: this process holds one end, other programs open the other one by its name. Bytes pass as
/// they are (posix_openpt(3), termios(3)).
/// </summary>
[SupportedOSPlatform("linux")]
public sealed partial class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 2;
    private const int NoControllingTerminal = 0x100;
    private const int NonBlocking = 0x800;
    private const short PollInput = 1;
    private const short PollOutput = 4;
    private const int TryAgain = 11;
    private const int Interrupted = 4;

    // More than any system's struct termios.
    private const int TerminalAttributes = 256;
    private const int LongestName = 128;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly int _master;

    // Held open: without anyone at the other end, reading would fail instead of waiting.
    private readonly int _other;

    /// <summary>Opens one.</summary>
    /// <exception cref="IOException">The system has none left.</exception>
    public PseudoTerminal()
    {
        _master = Checked(OpenMaster(ReadWrite | NoControllingTerminal | NonBlocking));
        Checked(Grant(_master));
        Checked(Unlock(_master));
        var name = new byte[LongestName];
        if (NameOf(_master, name, (nuint)name.Length) != 0)
        {
            throw Failure();
        }

        Name = Marshal.PtrToStringUTF8(Marshal.UnsafeAddrOfPinnedArrayElement(name, 0))!;
        _other = Checked(Open(Name, ReadWrite | NoControllingTerminal));
        var attributes = new byte[TerminalAttributes];
        Checked(GetAttributes(_other, attributes));
        MakeRaw(attributes);
        Checked(SetAttributes(_other, 0, attributes));
    }

    /// <summary>The name that others open, such as /dev/pts/3.</summary>
    public string Name { get; }

    /// <summary>What others have written, or 0 bytes when nothing came in time.</summary>
    /// <exception cref="IOException">The terminal is gone.</exception>
    public int Read(Span<byte> buffer, TimeSpan limit) =>
        Waits(PollInput, limit) ? Transferred(Read(_master, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length)) : 0;

    /// <summary>Sends bytes. What nobody reads is lost after a second, as on a wire.</summary>
    /// <exception cref="IOException">The terminal is gone.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0 && Waits(PollOutput, s_patience))
        {
            bytes = bytes[Transferred(Write(_master, in MemoryMarshal.GetReference(bytes), (nuint)bytes.Length))..];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = Close(_other);
        _ = Close(_master);
    }

    private bool Waits(short events, TimeSpan limit)
    {
        var poll = new PollRequest { Descriptor = _master, Events = events };
        return Poll(ref poll, 1, (int)Math.Ceiling(limit.TotalMilliseconds)) switch
        {
            > 0 => (poll.Results & events) != 0,
            < 0 when Marshal.GetLastPInvokeError() != Interrupted => throw Failure(),
            _ => false,
        };
    }

    private static int Transferred(nint count) =>
        count >= 0 ? (int)count
        : Marshal.GetLastPInvokeError() is TryAgain or Interrupted ? 0
        : throw Failure();

    private static int Checked(int result) => result >= 0 ? result : throw Failure();

    private static IOException Failure() => new($"pseudo-terminal: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int OpenMaster(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static partial int Grant(int descriptor);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int Unlock(int descriptor);

    [LibraryImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    private static partial int NameOf(int descriptor, [Out] byte[] name, nuint length);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int GetAttributes(int descriptor, [Out] byte[] attributes);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw([In, Out] byte[] attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetAttributes(int descriptor, int when, byte[] attributes);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollRequest request, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, ref byte buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, in byte bytes, nuint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Results;
    }
}
