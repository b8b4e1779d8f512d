using System.Buffers.Binary;
using Striate.Emulator;

namespace Striate.Board.Sensors;

/// <summary>
/// The registers of an MPU-6050 (InvenSense RM-MPU-6000A, revision 4.2) that sampling into its queue needs: it measures when it is awake
/// and its queue is in use, at the rate of its divider, the axes that are queued.
/// </summary>
internal sealed class EmulatedMpu6050(SampleQueue queue) : II2cDevice
{
    private const int QueueBytes = 1024;
    private const int Divider = 0x19;
    private const int Queued = 0x23;
    private const int State = 0x3A;
    private const int Control = 0x6A;
    private const int Power = 0x6B;
    private const int Count = 0x72;
    private const int Data = 0x74;
    private const int WhoAmI = 0x75;
    private const byte Overflow = 0x10;

    private readonly byte[] _registers = Fresh();
    private readonly Queue<byte> _bytes = new();
    private int _register;

    private int BytesPerSample =>
        _registers[Queued] switch
        {
            0x08 => 6,
            0x78 => 12,
            _ => 0,
        };

    /// <inheritdoc/>
    public void Transfer(ReadOnlySpan<byte> written, Span<byte> read)
    {
        if (written.Length > 0)
        {
            _register = written[0] & 0x7F;
            foreach (var value in written[1..])
            {
                Set(_register++ & 0x7F, value);
            }
        }

        for (var place = 0; place < read.Length; place++)
        {
            read[place] = Get(_register);
            // All that is read on is queued data.
            _register += _register == Data ? 0 : 1;
        }
    }

    private static byte[] Fresh()
    {
        var registers = new byte[128];
        (registers[Power], registers[WhoAmI]) = (0x40, 0x68);
        return registers;
    }

    private void Set(int register, byte value)
    {
        if (register == Power && (value & 0x80) != 0)
        {
            Fresh().CopyTo(_registers, 0);
            queue.Stop();
            return;
        }

        _registers[register] = register == Control ? (byte)(value & ~0x04) : value;
        if (register == Control && (value & 0x04) != 0)
        {
            _bytes.Clear();
            queue.Stop();
        }

        if (register == Control && (value & 0x40) != 0 && (_registers[Power] & 0x40) == 0 && BytesPerSample > 0)
        {
            queue.Start(TimeSpan.FromMilliseconds(1 + _registers[Divider]));
        }
    }

    private byte Get(int register)
    {
        switch (register)
        {
            case State:
                _ = Waiting;
                var state = queue.HasLost ? Overflow : (byte)0;
                queue.Forget();
                return state;
            case Count:
                BinaryPrimitives.WriteUInt16BigEndian(_registers.AsSpan(Count), (ushort)(_bytes.Count + (Waiting * BytesPerSample)));
                return _registers[Count];
            case Data:
                Fill();
                return _bytes.TryDequeue(out var value) ? value : (byte)0;
            default:
                return _registers[register & 0x7F];
        }
    }

    private int Waiting => BytesPerSample == 0 ? 0 : queue.Waiting(QueueBytes / BytesPerSample);

    private void Fill()
    {
        if (_bytes.Count == 0 && Waiting > 0)
        {
            foreach (var reading in queue.Take().Take(BytesPerSample / 2))
            {
                _bytes.Enqueue((byte)(reading >> 8));
                _bytes.Enqueue((byte)reading);
            }
        }
    }
}
