namespace System.Device.Adc;

public class AdcController : AdcControllerBase
{
    public AdcController() => throw null;

    public override int ChannelCount
    {
        get => throw null;
    }
    public override AdcChannelMode ChannelMode
    {
        get => throw null;
        set => throw null;
    }
    public override int MaxValue
    {
        get => throw null;
    }
    public override int MinValue
    {
        get => throw null;
    }
    public override int ResolutionInBits
    {
        get => throw null;
    }

    public override bool IsChannelModeSupported(AdcChannelMode channelMode) => throw null;

    public override AdcChannel OpenChannel(int channelNumber) => throw null;
}
