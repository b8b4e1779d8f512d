namespace Striate.Codegen;

/// <summary>Names of where inputs come from.</summary>
public static class FirmwareSources
{
    private static readonly Dictionary<string, FirmwareSource> s_named = new()
    {
        ["golden"] = FirmwareSource.Golden,
        ["serial"] = FirmwareSource.Serial,
        ["adc"] = FirmwareSource.Adc,
        ["i2c-imu"] = FirmwareSource.I2cImu,
    };

    /// <summary>All names, in the order of the sources.</summary>
    public static string[] Names { get; } = [.. s_named.Keys];

    /// <summary>The source of a name.</summary>
    public static FirmwareSource Of(string name) => s_named[name];
}
