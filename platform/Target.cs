namespace Striate.Platform;

/// <summary>A kind of board.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="RuntimeImage">The image of nanoFramework's runtime for it, as nanoff names it.</param>
/// <param name="Description">The board in words.</param>
/// <param name="HeapBytes">Managed heap, before the runtime's own tables are taken from it.</param>
/// <param name="RuntimeBytes">What the runtime takes of it for its libraries' tables and for threads.</param>
/// <param name="DeploymentBytes">Flash for the assemblies of the application and its libraries.</param>
/// <param name="MicrosecondsPerInstruction">Assumed time of an average IL instruction.</param>
/// <param name="Assumption">Where the figures come from; printed beside every estimate of time.</param>
public sealed record Target(
    string Name,
    string RuntimeImage,
    string Description,
    long HeapBytes,
    long RuntimeBytes,
    long DeploymentBytes,
    TimeRange MicrosecondsPerInstruction,
    string Assumption)
{
    /// <summary>What is left of the heap for an application: its tables, objects and frames.</summary>
    public long ApplicationHeapBytes => HeapBytes - RuntimeBytes;
}

/// <summary>A time that is known as a range.</summary>
/// <param name="Low">Lower end, microseconds.</param>
/// <param name="High">Upper end, microseconds.</param>
public readonly record struct TimeRange(double Low, double High);
