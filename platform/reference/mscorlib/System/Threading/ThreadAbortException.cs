namespace System.Threading;

[Serializable]
public sealed class ThreadAbortException : SystemException
{
    private ThreadAbortException() => throw null;
}
