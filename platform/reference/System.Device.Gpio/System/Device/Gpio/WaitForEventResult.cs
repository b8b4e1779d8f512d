namespace System.Device.Gpio;

public struct WaitForEventResult
{
    public PinEventTypes EventTypes;
    public bool TimedOut;
}
