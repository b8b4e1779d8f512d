namespace Striate.Platform;

/// <summary>How a damaged assembly shows itself to those who read it.</summary>
public static class DamagedImage
{
    /// <summary>
    /// Whether an exception is one of those that readers of metadata throw where tables, tokens or signatures contradict each other.
    /// </summary>
    public static bool IsCause(Exception exception) =>
        exception
            is BadImageFormatException
                or InvalidOperationException
                or ArgumentException
                or InvalidCastException
                or IndexOutOfRangeException
                or OverflowException
                or KeyNotFoundException
                or InsufficientExecutionStackException;
}
