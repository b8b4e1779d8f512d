using Striate.Model.Graph;

namespace Striate.Model.Streaming;

/// <summary>
/// A network that reads a signal as it comes, as a network over blocks: the same layers on shorter maps, each behind a
/// <see cref="Graph.Layers.History"/> of the steps that it needs of the blocks before. Once <see cref="BlocksToReady"/> blocks have come,
/// every block's output equals bit for bit that of <see cref="Window"/> on the window that starts at the latest multiple of the hop with
/// all of its steps known.
/// </summary>
/// <param name="Window">The network over whole windows.</param>
/// <param name="Block">The network over blocks.</param>
/// <param name="Hop">Steps of a block.</param>
/// <param name="IsDown">Whether time runs down the rows of the input.</param>
public sealed record BlockForm(Network Window, Network Block, int Hop, bool IsDown)
{
    /// <summary>Number of the diagnostic: a network that does not stream exactly.</summary>
    public const string NoStreamNumber = "STR2001";

    /// <summary>Number of the diagnostic: a hop that does not fit.</summary>
    public const string HopNumber = "STR2002";

    /// <summary>Steps of a window.</summary>
    public int WindowSteps => IsDown ? Window.Input.Shape.Height : Window.Input.Shape.Width;

    /// <summary>Values of one step of the input.</summary>
    public int StepLength => Window.Input.Shape.Length / WindowSteps;

    /// <summary>The block with which the first window is complete, counted from 1.</summary>
    public int BlocksToReady => (WindowSteps + Hop - 1) / Hop;

    /// <summary>Values that all histories keep together: the state.</summary>
    public int StateLength => Block.Layers.OfType<Graph.Layers.History>().Sum(history => history.Kept * history.StepLength);

    /// <summary>The first step of the window that a block completes.</summary>
    /// <param name="block">Number of the block, from 0; at least <see cref="BlocksToReady"/> - 1.</param>
    public int WindowStart(int block) => (block + 1 - BlocksToReady) * Hop;

    /// <summary>Whether a valid network streams exactly, and how.</summary>
    public static StreamCheck Check(Network network) => new BlockFormBuilder(network, hop: 0).Check();

    /// <summary>The block form of a valid network.</summary>
    /// <param name="network">The network over windows.</param>
    /// <param name="hop">Steps of a block: a multiple of <see cref="StreamCheck.Grain"/>, at most a window.</param>
    /// <exception cref="StriateException">The network does not stream exactly, or the hop does not fit.</exception>
    public static BlockForm Of(Network network, int hop)
    {
        var check = Check(network);
        if (check.Obstacle is { } obstacle)
        {
            throw new StriateException(ErrorKind.Usage, $"{NoStreamNumber} network '{network.Name}' does not stream exactly: {obstacle}");
        }

        return hop < 1 || hop > check.WindowSteps || hop % check.Grain != 0
            ? throw new StriateException(
                ErrorKind.Usage,
                $"{HopNumber} a hop of {hop} steps does not fit network '{network.Name}'; it must be a multiple of {check.Grain}, at most {check.WindowSteps}"
            )
            : new BlockFormBuilder(network, hop).Build();
    }
}
