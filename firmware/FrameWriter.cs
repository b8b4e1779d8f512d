namespace Striate.Firmware
{
    /// <summary>Builds one answer and stuffs it (docs/serial-protocol.md). All buffers exist from the start.</summary>
    internal static class FrameWriter
    {
        /// <summary>Bytes of the longest payload: a hello, or CRCs and logits.</summary>
        public const int Largest = 64 + (4 * (Model.LayerCount + Model.OutputLength));

        private static readonly byte[] s_frame = new byte[FrameReader.Header + Largest + FrameReader.Trailer];
        private static int s_length;

        /// <summary>The frame as it goes over the line; room for the zeros at both ends and a code byte per 254.</summary>
        public static readonly byte[] Line = new byte[s_frame.Length + (s_frame.Length / 254) + 4];

        public static void Begin(int type, int sequence)
        {
            s_frame[0] = (byte)type;
            s_length = 1;
            Short(sequence);
            s_length = FrameReader.Header;
        }

        public static void Byte(int value)
        {
            s_frame[s_length] = (byte)value;
            s_length++;
        }

        public static void Short(int value)
        {
            Byte(value);
            Byte(value >> 8);
        }

        public static void Int(int value)
        {
            Short(value);
            Short(value >> 16);
        }

        /// <summary>Adds length and CRC and stuffs the frame; returns the bytes of <see cref="Line"/> to send.</summary>
        public static int End()
        {
            int payload = s_length - FrameReader.Header;
            s_frame[3] = (byte)payload;
            s_frame[4] = (byte)(payload >> 8);
            Int((int)Crc32.Of(s_frame, s_length));
            return Stuff(s_frame, s_length, Line);
        }

        private static int Stuff(byte[] frame, int length, byte[] line)
        {
            line[0] = 0;
            int code = 1;
            int to = 2;
            for (int i = 0; i < length; i++)
            {
                if (frame[i] != 0)
                {
                    line[to] = frame[i];
                    to++;
                }

                if (frame[i] == 0 || to - code == 255)
                {
                    line[code] = (byte)(to - code);
                    code = to;
                    to++;
                }
            }

            line[code] = (byte)(to - code);
            line[to] = 0;
            return to + 1;
        }
    }
}
