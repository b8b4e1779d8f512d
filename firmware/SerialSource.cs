using System.IO.Ports;
using System.Threading;
using nanoFramework.Hardware.Esp32;

namespace Striate.Firmware
{
    /// <summary>Answers requests that come over a serial port, for ever. The loop allocates nothing.</summary>
    internal static class SerialSource
    {
        public static void Run(bool isSelfTestPassed)
        {
            if (Board.TransmitPin >= 0)
            {
                Configuration.SetPinFunction(Board.TransmitPin, Board.TransmitFunction);
                Configuration.SetPinFunction(Board.ReceivePin, Board.ReceiveFunction);
            }

            SerialPort port = new SerialPort(Board.Port, Board.BaudRate);
            port.ReadBufferSize = FrameReader.Buffer.Length + (FrameReader.Buffer.Length / 254) + 256;
            port.Open();
            byte[] received = new byte[64];
            Requests.Start(isSelfTestPassed);
            Send(port, Requests.Hello(0));
            int answers = 0;
            while (!Program.IsDone(answers))
            {
                // Polled: a read that runs into its time limit, and ReadByte, would allocate.
                int available = port.BytesToRead;
                if (available == 0)
                {
                    Thread.Sleep(1);
                    continue;
                }

                int count = port.Read(received, 0, available < received.Length ? available : received.Length);
                for (int i = 0; i < count; i++)
                {
                    if (FrameReader.Take(received[i]))
                    {
                        Send(port, Requests.Answer());
                        FrameReader.Clear();
                        answers++;
                    }
                }
            }
        }

        private static void Send(SerialPort port, int count)
        {
            port.Write(FrameWriter.Line, 0, count);
        }
    }
}
