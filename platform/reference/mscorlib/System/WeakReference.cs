namespace System;

[Serializable]
public class WeakReference
{
    public WeakReference(object target) => throw null;
    public virtual bool IsAlive { get => throw null; }
    public virtual object Target { get => throw null; set => throw null; }
}
