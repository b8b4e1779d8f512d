namespace nanoFramework.Runtime.Native;

public static class Rtc
{
    public static bool SetSystemTime(System.DateTime time) => throw null;
}
