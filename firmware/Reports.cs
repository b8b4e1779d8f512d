namespace Striate.Firmware
{
    /// <summary>
    /// Tells a computer, unasked, each reading and the class of each window (docs/serial-protocol.md), where Board.Reports says so, and
    /// answers it meanwhile. Readings are queued by whoever reads them, and sent by whoever waits for windows.
    /// </summary>
    internal static class Reports
    {
        private const int ReadingsType = 133;
        private const int WindowType = 134;
        private const int ErrorType = 255;

        // No request has this number.
        private const int Unasked = 0xFFFF;
        private const int Samples = 64;
        private const int SamplesPerFrame = (FrameWriter.Largest - 5) / (2 * Board.Channels);

        // Made when it is opened: static constructors run in an order of the runtime's own.
        private static short[] s_readings;
        private static int[] s_numbers;
        private static int s_queued;
        private static int s_sent;

        /// <summary>Makes room for what is queued.</summary>
        public static void Open()
        {
            if (Board.Reports)
            {
                s_readings = new short[Samples * Board.Channels];
                s_numbers = new int[Samples];
            }
        }

        /// <summary>Takes the readings of a sample. What nobody sends in time is lost: its number is missing then.</summary>
        public static void Queue(short[] readings, int from, int number)
        {
            if (!Board.Reports || s_queued - s_sent == Samples)
            {
                return;
            }

            int slot = s_queued % Samples;
            s_numbers[slot] = number;
            for (int i = 0; i < Board.Channels; i++)
            {
                s_readings[(slot * Board.Channels) + i] = readings[from + i];
            }

            s_queued++;
        }

        /// <summary>Sends what is queued and answers what has come.</summary>
        public static void Serve()
        {
            if (Board.Reports)
            {
                Line.Serve();
                while (s_sent != s_queued)
                {
                    SendReadings();
                }
            }
        }

        /// <summary>Tells the class of a window, behind its readings.</summary>
        public static void Window(int last, int found, int voted, long passedOver, int[] logits)
        {
            if (!Board.Reports)
            {
                return;
            }

            Serve();
            FrameWriter.Begin(WindowType, Unasked);
            FrameWriter.Int(last);
            FrameWriter.Short(found);
            FrameWriter.Short(voted);
            FrameWriter.Int((int)Sensor.Lost);
            FrameWriter.Int((int)passedOver);
            for (int i = 0; i < logits.Length; i++)
            {
                FrameWriter.Int(logits[i]);
            }

            Line.Send(FrameWriter.End());
        }

        /// <summary>Tells that the sensor does not answer, as often as somebody asks.</summary>
        public static void NoSensor()
        {
            while (Board.Reports && !Program.IsDone(0))
            {
                FrameWriter.Begin(ErrorType, Unasked);
                FrameWriter.Byte(ErrorCode.NoSensor);
                Line.Send(FrameWriter.End());
                for (int i = 0; i < 100; i++)
                {
                    Line.Serve();
                    System.Threading.Thread.Sleep(Board.TickMicroseconds / 1000);
                }
            }
        }

        // Samples whose numbers follow each other.
        private static void SendReadings()
        {
            int first = s_numbers[s_sent % Samples];
            FrameWriter.Begin(ReadingsType, Unasked);
            FrameWriter.Int(first);
            FrameWriter.Byte(Board.Channels);
            for (int count = 0; count < SamplesPerFrame && s_sent != s_queued && s_numbers[s_sent % Samples] == first + count; count++)
            {
                int from = s_sent % Samples * Board.Channels;
                for (int i = 0; i < Board.Channels; i++)
                {
                    FrameWriter.Short(s_readings[from + i]);
                }

                s_sent++;
            }

            Line.Send(FrameWriter.End());
        }
    }
}
