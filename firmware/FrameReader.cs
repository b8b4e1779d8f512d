namespace Striate.Firmware
{
    /// <summary>Takes received bytes apart into frames (docs/serial-protocol.md). All buffers exist from the start.</summary>
    internal static class FrameReader
    {
        public const int Header = 5;
        public const int Trailer = 4;

        /// <summary>Bytes of a block's number, before its values: the longest payload has both.</summary>
        public const int BlockNumber = 4;

        /// <summary>The frame: type, sequence number, length, payload, CRC.</summary>
        public static readonly byte[] Buffer = new byte[Header + BlockNumber + Model.InputLength + Trailer];

        private static int s_length;
        private static int s_left;
        private static bool s_isZeroDue;
        private static bool s_isTooLong;

        /// <summary>Takes one byte; true when a frame, whole or damaged, has ended.</summary>
        public static bool Take(byte value)
        {
            if (value == 0)
            {
                return s_length > 0 || s_left > 0 || s_isTooLong || s_isZeroDue;
            }

            if (s_left > 0)
            {
                s_left--;
                Put(value);
                return false;
            }

            if (s_isZeroDue)
            {
                Put(0);
            }

            s_left = value - 1;
            s_isZeroDue = value != 255;
            return false;
        }

        /// <summary>What is wrong with the frame that has ended, 0 when nothing is.</summary>
        public static int Check()
        {
            if (s_isTooLong)
            {
                return ErrorCode.TooLong;
            }

            byte[] frame = Buffer;
            int payload = s_length - Header - Trailer;
            if (s_left > 0 || payload < 0 || (frame[3] | (frame[4] << 8)) != payload)
            {
                return ErrorCode.WrongLength;
            }

            return Crc32.Of(frame, Header + payload) == Crc() ? ErrorCode.None : ErrorCode.WrongCrc;
        }

        /// <summary>Bytes of the payload of a checked frame.</summary>
        public static int PayloadLength()
        {
            return s_length - Header - Trailer;
        }

        /// <summary>The CRC that the frame carries.</summary>
        public static uint Crc()
        {
            byte[] frame = Buffer;
            int at = s_length - Trailer;
            return (uint)(frame[at] | (frame[at + 1] << 8) | (frame[at + 2] << 16) | (frame[at + 3] << 24));
        }

        /// <summary>Ready for the next frame.</summary>
        public static void Clear()
        {
            s_length = 0;
            s_left = 0;
            s_isZeroDue = false;
            s_isTooLong = false;
        }

        private static void Put(byte value)
        {
            if (s_length == Buffer.Length)
            {
                s_isTooLong = true;
                return;
            }

            Buffer[s_length] = value;
            s_length++;
        }
    }
}
