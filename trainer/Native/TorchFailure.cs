using System.Runtime.InteropServices;

namespace Striate.Trainer.Native;

/// <summary>What libtorch throws, without the stack of its own frames.</summary>
internal static class TorchFailure
{
    /// <summary>The exception that users meet instead.</summary>
    /// <returns>
    /// <see cref="InsufficientMemoryException"/> where memory ran out; else <see cref="InvalidOperationException"/>, which no
    /// network or data set should lead to.
    /// </returns>
    public static Exception Of(ExternalException problem)
    {
        var line = problem.Message.Split('\n')[0].Trim();
        return line.Contains("memory", StringComparison.OrdinalIgnoreCase)
            ? new InsufficientMemoryException("training needs more memory than there is", problem)
            : new InvalidOperationException($"libtorch refused an operation: {line}", problem);
    }
}
