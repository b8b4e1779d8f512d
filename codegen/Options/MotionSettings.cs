namespace Striate.Codegen;

/// <summary>Motion sensors at an I2C bus.</summary>
public enum MotionSensor
{
    /// <summary>
    /// Acceleration and rotation: 4 times the gravity of the Earth in 8,192 steps each, 500 degrees per second in 65.5 steps each.
    /// </summary>
    Mpu6050,

    /// <summary>Acceleration: 16 times the gravity of the Earth in 256 steps each.</summary>
    Adxl345,
}

/// <summary>A motion sensor and where it is.</summary>
/// <param name="Sensor">Which.</param>
/// <param name="Axes">Readings of a sample: x, y, z of the acceleration, and of the rotation.</param>
/// <param name="Hertz">Samples in a second.</param>
/// <param name="DataPin">GPIO of SDA.</param>
/// <param name="ClockPin">GPIO of SCL.</param>
public sealed record MotionSettings(
    MotionSensor Sensor = MotionSensor.Mpu6050,
    int Axes = 3,
    int Hertz = 50,
    int DataPin = 21,
    int ClockPin = 22
)
{
    private const int MpuKilohertz = 1000;
    private const int HighestPin = 48;

    // Registers of 7 bits; those at the ends are reserved.
    private const int LowestAddress = 8;
    private const int HighestAddress = 119;

    // Of the ADXL345: the register's value for each rate.
    private static readonly (int Hertz, int Code)[] s_rates = [(25, 8), (50, 9), (100, 10), (200, 11)];

    // Of the MPU-6050: the low-pass filter's bandwidth below half of the rate.
    private static readonly (int Hertz, int Code)[] s_filters = [(190, 2), (90, 3), (40, 4), (20, 5), (0, 6)];

    /// <summary>Address at the bus; null: the sensor's own.</summary>
    public int? Address { get; init; }

    /// <summary>
    /// Samples that may wait in the sensor's queue; the firmware takes that of an ADXL345, of 32, for lost when it is full.
    /// </summary>
    public int QueuedSamples => Sensor == MotionSensor.Mpu6050 ? 1024 / (2 * Axes) : 31;

    /// <summary>The sensor's name.</summary>
    public string Name => NameOf(Sensor);

    /// <summary>Name of each reading of a sample.</summary>
    public string[] Channels => Axes == 6 ? ["ax", "ay", "az", "gx", "gy", "gz"] : ["ax", "ay", "az"];

    /// <summary>Units of the readings.</summary>
    public string Units =>
        Sensor == MotionSensor.Adxl345 ? "1/256 g"
        : Axes == 6 ? "1/8192 g, 1/65.5 deg/s"
        : "1/8192 g";

    /// <summary>What the firmware writes into the sensor's register of the rate.</summary>
    internal int RateCode => Sensor == MotionSensor.Mpu6050 ? (MpuKilohertz / Hertz) - 1 : s_rates.First(rate => rate.Hertz == Hertz).Code;

    internal int FilterCode => s_filters.First(filter => Hertz >= filter.Hertz).Code;

    /// <summary>Where it is at the bus.</summary>
    public int UsedAddress => Address ?? (Sensor == MotionSensor.Mpu6050 ? 0x68 : 0x53);

    /// <summary>Why no board can have these settings; null when one can.</summary>
    internal string? Problem =>
        Axes != 3 && (Axes != 6 || Sensor == MotionSensor.Adxl345)
            ? $"{Axes} axes; an {Name} has {(Sensor == MotionSensor.Mpu6050 ? "3, or 6 with those of its gyroscope" : "3")}"
        : UsedAddress is < LowestAddress or > HighestAddress ? $"address {UsedAddress} is outside of {LowestAddress}..{HighestAddress}"
        : DataPin is < 0 or > HighestPin || ClockPin is < 0 or > HighestPin || DataPin == ClockPin
            ? $"pins {DataPin} and {ClockPin}: give SDA and SCL two different GPIO numbers in 0..{HighestPin}"
        : RateProblem;

    private string? RateProblem =>
        CanSample(Sensor, Hertz) ? null
        : Sensor == MotionSensor.Mpu6050 ? $"{Hertz} samples in a second; an {Name} takes a divisor of 1000 in 4..200, such as 50 or 100"
        : $"{Hertz} samples in a second; an {Name} takes {string.Join(", ", s_rates.Select(rate => rate.Hertz))}";

    /// <summary>Whether a sensor has a rate.</summary>
    public static bool CanSample(MotionSensor sensor, int hertz) =>
        sensor == MotionSensor.Mpu6050 ? hertz is >= 4 and <= 200 && MpuKilohertz % hertz == 0 : s_rates.Any(rate => rate.Hertz == hertz);

    /// <summary>A sensor's name.</summary>
    public static string NameOf(MotionSensor sensor) => sensor == MotionSensor.Mpu6050 ? "mpu-6050" : "adxl345";
}
