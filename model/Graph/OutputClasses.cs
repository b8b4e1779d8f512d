namespace Striate.Model.Graph;

/// <summary>Outputs of networks that others trained: they may be classes without saying so.</summary>
public static class OutputClasses
{
    /// <summary>The refusal of a network whose outputs have to be classes.</summary>
    /// <param name="network">Its name.</param>
    public static StriateException Unknown(string network) =>
        new(
            ErrorKind.CheckFailed,
            $"the outputs of network '{network}' are not said to be classes; name them where it is imported, with --labels or [import] labels"
        );
}
