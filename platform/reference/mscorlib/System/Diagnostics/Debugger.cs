namespace System.Diagnostics;

public static class Debugger
{
    public static bool IsAttached { get => throw null; }
    public static void Break() => throw null;
}
