using System.Buffers.Binary;
using Striate.Emulator;

namespace Striate.Board.Sensors;

/// <summary>
/// The registers of an ADXL345 (Analog Devices, data sheet) that sampling into its queue needs: it measures when POWER_CTL says so, at the
/// rate of BW_RATE; a read that begins at DATAX0 takes the oldest sample, and clears the bit of INT_SOURCE that tells of a lost one.
/// </summary>
internal sealed class EmulatedAdxl345(SampleQueue queue) : II2cDevice
{
    private const int QueuedSamples = 32;
    private const int DeviceId = 0x00;
    private const int Rate = 0x2C;
    private const int Power = 0x2D;
    private const int State = 0x30;
    private const int Data = 0x32;
    private const int QueueControl = 0x38;
    private const int QueueStatus = 0x39;
    private const byte Measure = 0x08;
    private const byte Stream = 0x80;
    private const int HundredHertz = 10;

    private readonly byte[] _registers = Fresh();
    private int _register;
    private bool _isOverrun;

    /// <inheritdoc/>
    public void Transfer(ReadOnlySpan<byte> written, Span<byte> read)
    {
        if (written.Length > 0)
        {
            _register = written[0] & 0x3F;
            foreach (var value in written[1..])
            {
                Set(_register++, value);
            }
        }

        if (read.Length > 0 && _register == Data)
        {
            TakeSample();
        }

        for (var place = 0; place < read.Length; place++)
        {
            read[place] = Get(_register++);
        }
    }

    private void TakeSample()
    {
        if ((_registers[QueueControl] & 0xC0) == Stream && queue.Waiting(QueuedSamples) > 0)
        {
            var sample = queue.Take();
            for (var axis = 0; axis < sample.Length; axis++)
            {
                BinaryPrimitives.WriteInt16LittleEndian(_registers.AsSpan(Data + (2 * axis)), sample[axis]);
            }
        }

        queue.Forget();
        _isOverrun = false;
    }

    private static byte[] Fresh()
    {
        var registers = new byte[64];
        (registers[DeviceId], registers[Rate]) = (0xE5, HundredHertz);
        return registers;
    }

    private void Set(int register, byte value)
    {
        _registers[register & 0x3F] = value;
        if (register == Power && (value & Measure) != 0)
        {
            queue.Start(TimeSpan.FromSeconds(1 / (100 * Math.Pow(2, (_registers[Rate] & 0x0F) - HundredHertz))));
        }
        else if (register == Power || (register == QueueControl && (value & 0xC0) == 0))
        {
            queue.Stop();
        }
    }

    private byte Get(int register)
    {
        var waiting = queue.Waiting(QueuedSamples);
        _isOverrun |= queue.HasLost;
        switch (register)
        {
            case State:
                return (byte)((_isOverrun ? 1 : 0) | (waiting > 0 ? 0x80 : 0));
            case QueueStatus:
                return (byte)waiting;
            default:
                return _registers[register & 0x3F];
        }
    }
}
