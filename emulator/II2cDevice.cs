namespace Striate.Emulator;

/// <summary>A device at an I2C bus: its registers and what it does when they are read and written.</summary>
public interface II2cDevice
{
    /// <summary>A transfer: bytes to the device, then bytes from it.</summary>
    /// <param name="written">What the program writes; the first is mostly a register's number. Empty: it only reads.</param>
    /// <param name="read">Takes what the device answers; empty: the program only writes.</param>
    void Transfer(ReadOnlySpan<byte> written, Span<byte> read);
}
