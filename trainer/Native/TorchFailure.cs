using System.Runtime.InteropServices;

namespace Striate.Trainer.Native;

/// <summary>What libtorch throws, without the stack of its own frames.</summary>
internal static class TorchFailure
{
    /// <summary>The exception that users meet instead: where memory ran out it is theirs to change something, else Striate's.</summary>
    /// <param name="network">The network that was trained.</param>
    /// <param name="problem">What libtorch said.</param>
    public static StriateException Of(string network, ExternalException problem)
    {
        var line = problem.Message.Split('\n')[0].Trim();
        return line.Contains("memory", StringComparison.OrdinalIgnoreCase)
            ? new StriateException(
                ErrorKind.CheckFailed,
                $"{network}: training needs more memory than there is; a smaller batch or width needs less",
                problem
            )
            : new StriateException(ErrorKind.Internal, $"{network}: libtorch refused an operation: {line}", problem);
    }
}
