namespace nanoFramework.Runtime.Events;

public class CustomEventArgs : System.EventArgs
{
    internal CustomEventArgs() => throw null;

    public ushort Data1
    {
        get => throw null;
    }
    public uint Data2
    {
        get => throw null;
    }
}
