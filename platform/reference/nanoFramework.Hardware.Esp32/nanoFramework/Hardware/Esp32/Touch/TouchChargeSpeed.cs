namespace nanoFramework.Hardware.Esp32.Touch;

public struct TouchChargeSpeed
{
    public enum InitialCharge
    {
        Low = 0,
        High = 1,
    }

    public enum ChargeSpeed
    {
        Zero = 0,
        Slowest = 1,
        Speed2 = 2,
        Speed3 = 3,
        Speed4 = 4,
        Speed5 = 5,
        Speed6 = 6,
        Fastest = 7,
    }

    private TouchChargeSpeed.ChargeSpeed _speed;
    public TouchChargeSpeed.ChargeSpeed Speed
    {
        get => throw null;
        set => throw null;
    }
    private TouchChargeSpeed.InitialCharge _charge;
    public TouchChargeSpeed.InitialCharge Charge
    {
        get => throw null;
        set => throw null;
    }
}
