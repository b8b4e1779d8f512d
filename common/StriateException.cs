namespace Striate.Common;

/// <summary>
/// Something was refused. The message is one line for the user: file or layer, what is wrong, the limit, the remedy.
/// Types derived from it carry what a caller needs besides the line.
/// </summary>
/// <param name="kind">Whose turn it is.</param>
/// <param name="message">The line.</param>
/// <param name="inner">What reported it.</param>
public class StriateException(ErrorKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whose turn it is.</summary>
    public ErrorKind Kind { get; } = kind;
}
