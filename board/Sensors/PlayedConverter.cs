namespace Striate.Board.Sensors;

/// <summary>
/// An analogue-digital converter that plays a recording: whenever the first of its channels is read, the next sample begins.
/// </summary>
internal sealed class PlayedConverter(PlayedReadings played)
{
    private int _sample = -1;

    /// <summary>What a channel reads.</summary>
    /// <param name="number">As the board names it.</param>
    public int Read(int number)
    {
        var channel = played.Settings.AdcChannels.IndexOf(number);
        _sample += channel == 0 ? 1 : 0;
        return channel < 0 ? 0 : played.At(Math.Max(_sample, 0), channel);
    }
}
