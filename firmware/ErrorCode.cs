namespace Striate.Firmware
{
    /// <summary>Why a request is refused; docs/serial-protocol.md.</summary>
    internal static class ErrorCode
    {
        public const int None = 0;
        public const int WrongLength = 1;
        public const int WrongCrc = 2;
        public const int TooLong = 3;
        public const int UnknownType = 4;
        public const int WrongPayload = 5;
        public const int OutOfRange = 6;
        public const int SelfTestFailed = 7;
        public const int NoSensor = 8;
    }
}
