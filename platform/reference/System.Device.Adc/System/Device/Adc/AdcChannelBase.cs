namespace System.Device.Adc;

public abstract class AdcChannelBase
{
    public abstract int ReadValue();

    public double ReadRatio() => throw null;

    public AdcController Controller
    {
        get => throw null;
    }
}
