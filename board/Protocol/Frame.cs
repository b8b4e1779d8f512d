namespace Striate.Board.Protocol;

/// <summary>What a frame is; answers are requests with bit 7 set.</summary>
public enum FrameType : byte
{
    /// <summary>Who the board is.</summary>
    Hello = 1,

    /// <summary>One golden vector of the board's own: CRCs and logits.</summary>
    Test = 2,

    /// <summary>An input to compute.</summary>
    Run = 3,

    /// <summary>Bytes of free heap.</summary>
    Heap = 4,

    /// <summary>The next block of a signal.</summary>
    Block = 7,

    /// <summary>Answer to <see cref="Hello"/>; with number 0 the board has just started.</summary>
    HelloAnswer = 129,

    /// <summary>Answer to <see cref="Test"/>.</summary>
    TestAnswer = 130,

    /// <summary>Answer to <see cref="Run"/>.</summary>
    RunAnswer = 131,

    /// <summary>Answer to <see cref="Heap"/>.</summary>
    HeapAnswer = 132,

    /// <summary>Readings of a sensor, which nobody asked for.</summary>
    Readings = 133,

    /// <summary>The class of a window of readings, which nobody asked for.</summary>
    Window = 134,

    /// <summary>Answer to <see cref="Block"/>.</summary>
    BlockAnswer = 135,

    /// <summary>A request was refused; number 0 when the request could not be read.</summary>
    Error = 255,
}

/// <summary>One undamaged frame.</summary>
/// <param name="Type">Its type, not necessarily a known one.</param>
/// <param name="Sequence">Number of the request that it is or answers.</param>
/// <param name="Payload">The rest.</param>
public sealed record Frame(FrameType Type, ushort Sequence, ReadOnlyMemory<byte> Payload);
