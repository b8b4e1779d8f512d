namespace nanoFramework.Runtime.Events;

public class NativeEventDispatcher : System.IDisposable
{
    protected NativeEventHandler threadSpawn;
    protected NativeEventHandler callbacks;
    protected bool disposed;

    public NativeEventDispatcher(string driverName, ulong driverData) => throw null;

    public virtual void EnableInterrupt() => throw null;

    public virtual void DisableInterrupt() => throw null;

    protected virtual void Dispose(bool disposing) => throw null;

    ~NativeEventDispatcher() => throw null;

    public void Dispose() => throw null;

    public event NativeEventHandler OnInterrupt
    {
        add => throw null;
        remove => throw null;
    }
}
