namespace System.Device.Gpio;

public class PinValueChangedEventArgs : nanoFramework.Runtime.Events.BaseEvent
{
    public PinValueChangedEventArgs(PinEventTypes changeType, int pinNumber) => throw null;

    public PinEventTypes ChangeType
    {
        get => throw null;
    }
    public int PinNumber
    {
        get => throw null;
    }
}
