namespace System.Device.Gpio;

public readonly struct PinValuePair
{
    private readonly int _pinNumber;
    private readonly PinValue _pinValue;
    public int PinNumber
    {
        get => throw null;
    }
    public PinValue PinValue
    {
        get => throw null;
    }

    public PinValuePair(int pinNumber, PinValue pinValue) => throw null;

    public void Deconstruct(out int pinNumber, out PinValue pinValue) => throw null;
}
