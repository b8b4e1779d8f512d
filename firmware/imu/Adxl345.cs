namespace Striate.Firmware
{
    /// <summary>Registers of the ADXL345 (Analog Devices, data sheet) and what is written there.</summary>
    internal static class Adxl345
    {
        public const byte DeviceId = 0x00;
        public const byte Rate = 0x2C;
        public const byte Power = 0x2D;
        public const byte State = 0x30;
        public const byte Format = 0x31;
        public const byte Data = 0x32;
        public const byte QueueControl = 0x38;
        public const byte QueueSamples = 0x39;

        /// <summary>What <see cref="DeviceId"/> holds.</summary>
        public const byte Identity = 0xE5;

        public const byte Measure = 0x08;

        /// <summary>256 steps for the gravity of the Earth, 16 of them at most.</summary>
        public const byte FullResolution16 = 0x0B;

        /// <summary>The queue holds the latest 32 samples.</summary>
        public const byte Stream = 0x80;

        /// <summary>Bits of <see cref="QueueSamples"/> that count.</summary>
        public const byte QueueMask = 0x3F;

        /// <summary>Samples of a queue that is full.</summary>
        public const byte Full = 32;

        /// <summary>Bit of <see cref="State"/>: a sample was lost. Reading data clears it.</summary>
        public const byte Overflow = 0x01;
    }
}
