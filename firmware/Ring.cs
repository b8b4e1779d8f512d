using System;

namespace Striate.Firmware
{
    /// <summary>
    /// The readings of one window, all channels side by side, in a ring. A window ends every Board.Hop samples and has no gaps: one with a
    /// sample that is missing never ends. Nothing is allocated after the start.
    /// </summary>
    internal static class Ring
    {
        private static short[] s_readings;
        private static int s_at;
        private static int s_number;
        private static int s_unbroken;
        private static int s_untilWindow;

        /// <summary>Number of the sample that comes next; the first has 0.</summary>
        public static int Number
        {
            get { return s_number; }
        }

        public static void Open()
        {
            s_readings = new short[Board.Window * Board.Channels];
            s_untilWindow = Board.Window;
        }

        /// <summary>Takes the reading of the next channel.</summary>
        public static void Put(int reading)
        {
            s_readings[s_at] = (short)reading;
            s_at++;
        }

        /// <summary>The readings of all channels were put: true when a window ends with them.</summary>
        public static bool End()
        {
            Reports.Queue(s_readings, s_at - Board.Channels, s_number);
            if (s_at == s_readings.Length)
            {
                s_at = 0;
            }

            s_unbroken = s_unbroken < Board.Window ? s_unbroken + 1 : Board.Window;
            bool isLast = s_untilWindow == 1;
            Pass(1);
            return isLast && s_unbroken == Board.Window;
        }

        /// <summary>Leaves samples out; the next window begins behind them.</summary>
        public static void Skip(int samples)
        {
            s_unbroken = 0;
            Pass(samples);
        }

        /// <summary>Copies the window that has ended, the oldest sample first.</summary>
        public static void CopyTo(short[] window)
        {
            Array.Copy(s_readings, s_at, window, 0, s_readings.Length - s_at);
            Array.Copy(s_readings, 0, window, s_readings.Length - s_at, s_at);
        }

        private static void Pass(int samples)
        {
            s_number += samples;
            s_untilWindow -= samples;
            if (s_untilWindow <= 0)
            {
                s_untilWindow = Board.Hop - (-s_untilWindow % Board.Hop);
            }
        }
    }
}
