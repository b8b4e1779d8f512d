namespace Striate.Board.Protocol;

/// <summary>Takes what comes over the line apart. Whatever comes, it holds no more than one frame of the longest payload.</summary>
public sealed class FrameReader
{
    private const int Longest = FrameCodec.Header + ushort.MaxValue + FrameCodec.Trailer;

    private readonly List<byte> _frame = [];
    private int _left;
    private bool _isZeroDue;
    private bool _isDamaged;

    /// <summary>Frames that ended with a wrong length or CRC.</summary>
    public int Damaged { get; private set; }

    /// <summary>Takes one byte; returns the frame that it completes, if that is undamaged.</summary>
    public Frame? Take(byte value)
    {
        if (value == 0)
        {
            return End();
        }

        if (_left > 0)
        {
            _left--;
            Put(value);
            return null;
        }

        if (_isZeroDue)
        {
            Put(0);
        }

        (_left, _isZeroDue) = (value - 1, value != byte.MaxValue);
        return null;
    }

    private Frame? End()
    {
        var isEmpty = _frame.Count == 0 && _left == 0 && !_isZeroDue && !_isDamaged;
        var frame = _left > 0 || _isDamaged ? null : FrameCodec.Decode([.. _frame]);
        Damaged += frame is null && !isEmpty ? 1 : 0;
        _frame.Clear();
        (_left, _isZeroDue, _isDamaged) = (0, false, false);
        return frame;
    }

    private void Put(byte value)
    {
        if (_frame.Count == Longest)
        {
            _isDamaged = true;
            return;
        }

        _frame.Add(value);
    }
}
