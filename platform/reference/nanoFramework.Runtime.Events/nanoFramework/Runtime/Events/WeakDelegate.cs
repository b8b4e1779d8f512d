namespace nanoFramework.Runtime.Events;

public static class WeakDelegate
{
    public static System.Delegate Combine(System.Delegate a, System.Delegate b) => throw null;

    public static System.Delegate Remove(System.Delegate a, System.Delegate b) => throw null;
}
