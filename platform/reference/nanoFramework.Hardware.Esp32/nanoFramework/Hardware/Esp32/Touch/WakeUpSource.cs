namespace nanoFramework.Hardware.Esp32.Touch;

public enum WakeUpSource
{
    BothSet1AndSet2 = 0,
    OnlySet1 = 1,
}
