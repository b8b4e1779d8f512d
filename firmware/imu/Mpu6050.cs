namespace Striate.Firmware
{
    /// <summary>Registers of the MPU-6050 (InvenSense RM-MPU-6000A, revision 4.2) and what is written there.</summary>
    internal static class Mpu6050
    {
        public const byte Divider = 0x19;
        public const byte Filter = 0x1A;
        public const byte GyroscopeRange = 0x1B;
        public const byte AccelerometerRange = 0x1C;
        public const byte Queued = 0x23;
        public const byte State = 0x3A;
        public const byte Control = 0x6A;
        public const byte Power = 0x6B;
        public const byte QueueBytes = 0x72;
        public const byte Queue = 0x74;
        public const byte WhoAmI = 0x75;

        /// <summary>What <see cref="WhoAmI"/> holds.</summary>
        public const byte Identity = 0x68;

        public const byte Reset = 0x80;
        public const byte ClockOfGyroscope = 0x01;

        /// <summary>65.5 steps for a degree per second.</summary>
        public const byte DegreesPerSecond500 = 0x08;

        /// <summary>8,192 steps for the gravity of the Earth.</summary>
        public const byte Gravities4 = 0x08;

        public const byte Accelerometer = 0x08;
        public const byte BothSensors = 0x78;
        public const byte ResetQueue = 0x04;
        public const byte UseQueue = 0x40;

        /// <summary>Bit of <see cref="State"/>: the queue was full.</summary>
        public const byte Overflow = 0x10;
    }
}
