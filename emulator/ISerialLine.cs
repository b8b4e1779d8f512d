namespace Striate.Emulator;

/// <summary>The far end of an emulated serial port, called on the machine's thread.</summary>
public interface ISerialLine
{
    /// <summary>Bytes that can be taken now.</summary>
    int Available { get; }

    /// <summary>Takes a byte that the device receives.</summary>
    /// <param name="milliseconds">How long it may wait; negative: for ever.</param>
    /// <param name="value">The byte.</param>
    /// <returns>False when none came in time.</returns>
    bool TryTake(int milliseconds, out byte value);

    /// <summary>Bytes that the device sends.</summary>
    void Write(ReadOnlySpan<byte> bytes);
}
