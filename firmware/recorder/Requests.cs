namespace Striate.Firmware
{
    /// <summary>What a recorder answers (docs/serial-protocol.md): who it is, and nothing else.</summary>
    internal static class Requests
    {
        private const int ProtocolVersion = 2;
        private const int HelloType = 1;
        private const int AnswerBit = 128;
        private const int ErrorType = 255;

        /// <summary>Bytes of a hello's answer between its version and what it tells of the sensor.</summary>
        private const int BytesOfNetwork = 38;

        /// <summary>
        /// The answer to the frame that <see cref="FrameReader"/> holds: bytes of <see cref="FrameWriter.Line"/> to send.
        /// </summary>
        public static int Answer()
        {
            int error = FrameReader.Check();
            byte[] frame = FrameReader.Buffer;
            int sequence = error == ErrorCode.None ? frame[1] | (frame[2] << 8) : 0;
            if (error == ErrorCode.None && frame[0] == HelloType)
            {
                return Hello(sequence);
            }

            FrameWriter.Begin(ErrorType, sequence);
            FrameWriter.Byte(error == ErrorCode.None ? ErrorCode.UnknownType : error);
            return FrameWriter.End();
        }

        /// <summary>No package, no network; the channels of a sample and the microseconds between two.</summary>
        public static int Hello(int sequence)
        {
            FrameWriter.Begin(HelloType | AnswerBit, sequence);
            FrameWriter.Byte(ProtocolVersion);
            for (int i = 0; i < BytesOfNetwork; i++)
            {
                FrameWriter.Byte(0);
            }

            FrameWriter.Byte(Board.Channels);
            FrameWriter.Int(Board.SampleMicroseconds);
            return FrameWriter.End();
        }
    }
}
