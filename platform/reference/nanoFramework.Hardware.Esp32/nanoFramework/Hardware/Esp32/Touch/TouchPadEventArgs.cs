namespace nanoFramework.Hardware.Esp32.Touch;

public class TouchPadEventArgs : nanoFramework.Runtime.Events.BaseEvent
{
    public TouchPadEventArgs(int padNumber, bool touched) => throw null;

    public int PadNumber
    {
        get => throw null;
    }
    public bool Touched
    {
        get => throw null;
    }
}
