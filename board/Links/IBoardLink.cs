namespace Striate.Board.Links;

/// <summary>The line to a board. Time limits run on the line's own clock, which need not be the wall's.</summary>
public interface IBoardLink : IDisposable
{
    /// <summary>Time since some moment.</summary>
    TimeSpan Now { get; }

    /// <summary>Sends bytes.</summary>
    /// <exception cref="LinkException">The line is gone.</exception>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Receives what is there, or waits until something is.</summary>
    /// <param name="buffer">Takes the bytes.</param>
    /// <param name="limit">How long to wait.</param>
    /// <returns>Bytes received; 0 when none came in time.</returns>
    /// <exception cref="LinkException">The line is gone.</exception>
    int Read(Span<byte> buffer, TimeSpan limit);
}

/// <summary>The line to a board broke while it was in use: it was unplugged, or its firmware ended.</summary>
public sealed class LinkException(string message, Exception? cause = null) : StriateException(ErrorKind.CheckFailed, message, cause);

/// <summary>A line to a board that can be reset.</summary>
public interface IResettable
{
    /// <summary>Starts the board anew; what is under way is lost.</summary>
    void Reset();
}
