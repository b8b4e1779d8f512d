using System.IO.Ports;
using nanoFramework.Hardware.Esp32;

namespace Striate.Firmware
{
    /// <summary>The serial line to a computer. Answering allocates nothing.</summary>
    internal static class Line
    {
        /// <summary>Requests that were answered.</summary>
        public static int Answers;

        private static readonly byte[] s_received = new byte[64];
        private static SerialPort s_port;

        /// <summary>Opens the port and greets.</summary>
        public static void Open()
        {
            if (Board.TransmitPin >= 0)
            {
                Configuration.SetPinFunction(Board.TransmitPin, Board.TransmitFunction);
                Configuration.SetPinFunction(Board.ReceivePin, Board.ReceiveFunction);
            }

            s_port = new SerialPort(Board.Port, Board.BaudRate);
            s_port.ReadBufferSize = FrameReader.Buffer.Length + (FrameReader.Buffer.Length / 254) + 256;
            s_port.Open();
            Send(Requests.Hello(0));
        }

        /// <summary>Answers what has come; false when nothing has.</summary>
        public static bool Serve()
        {
            // Polled: a read that runs into its time limit, and ReadByte, would allocate.
            int available = s_port.BytesToRead;
            if (available == 0)
            {
                return false;
            }

            int count = s_port.Read(s_received, 0, available < s_received.Length ? available : s_received.Length);
            for (int i = 0; i < count; i++)
            {
                if (FrameReader.Take(s_received[i]))
                {
                    Send(Requests.Answer());
                    FrameReader.Clear();
                    Answers++;
                }
            }

            return true;
        }

        /// <summary>Sends so many bytes of <see cref="FrameWriter.Line"/>.</summary>
        public static void Send(int count)
        {
            s_port.Write(FrameWriter.Line, 0, count);
        }
    }
}
