using System;
using System.Device.Adc;
using System.Threading;
using nanoFramework.Hardware.Esp32;

namespace Striate.Firmware
{
    /// <summary>
    /// Reads the analogue channels when they are due, side by side, into a ring of one window. A window ends every
    /// Board.AdcHop samples and has no gaps: a sample that could not be read near its time is counted as lost, and no window
    /// has it. Nothing is allocated after the start.
    /// </summary>
    internal static class Sampler
    {
        /// <summary>Samples of each channel that were due and not read.</summary>
        public static long Lost;

        private static byte[] s_ring;
        private static AdcChannel[] s_channels;
        private static int s_maximum;
        private static ulong s_due;
        private static int s_at;
        private static int s_window;
        private static int s_unbroken;
        private static int s_untilWindow;

        /// <summary>Opens the channels; the first sample is due now.</summary>
        public static void Open()
        {
            AdcController controller = new AdcController();
            int[] numbers = Board.AdcChannels();
            s_channels = new AdcChannel[numbers.Length];
            for (int i = 0; i < numbers.Length; i++)
            {
                s_channels[i] = controller.OpenChannel(numbers[i]);
            }

            s_ring = new byte[Model.InputLength];
            s_maximum = controller.MaxValue;
            s_window = s_ring.Length / numbers.Length;
            s_untilWindow = s_window;
            s_due = HighResTimer.GetCurrent();
        }

        /// <summary>Waits for the next sample and reads it; true when a window ends with it.</summary>
        public static bool Take()
        {
            long late = AwaitDue();
            if (late > Board.AdcMicroseconds / 2)
            {
                int lost = (int)((late + (Board.AdcMicroseconds / 2)) / Board.AdcMicroseconds);
                Lost += lost;
                Skip(lost);
                AwaitDue();
            }

            Read();
            s_unbroken = s_unbroken < s_window ? s_unbroken + 1 : s_window;
            bool isLast = s_untilWindow == 1;
            Pass(1);
            return isLast && s_unbroken == s_window;
        }

        /// <summary>Leaves samples out; the next window begins behind them.</summary>
        public static void Skip(int samples)
        {
            s_unbroken = 0;
            Pass(samples);
        }

        /// <summary>Copies the window that has ended, the oldest sample first.</summary>
        public static void CopyTo(byte[] window)
        {
            Array.Copy(s_ring, s_at, window, 0, s_ring.Length - s_at);
            Array.Copy(s_ring, 0, window, s_ring.Length - s_at, s_at);
        }

        /// <summary>By how many microseconds the sample that is due is late.</summary>
        private static long AwaitDue()
        {
            // Whatever gets a turn keeps it for a slice of the runtime: others run only while a whole slice is left. Sleep
            // may last a tick longer than it is told.
            long late = (long)(HighResTimer.GetCurrent() - s_due);
            while (late < 0)
            {
                if (late <= -Board.AdcYieldMicroseconds)
                {
                    long spare = -late - Board.AdcYieldMicroseconds - Board.TickMicroseconds;
                    Thread.Sleep(spare < 1000 ? 1 : (int)(spare / 1000));
                }

                late = (long)(HighResTimer.GetCurrent() - s_due);
            }

            return late;
        }

        private static void Read()
        {
            for (int i = 0; i < s_channels.Length; i++)
            {
                int value = s_channels[i].ReadValue() * (Model.InputMaximum - Model.InputMinimum) / s_maximum;
                s_ring[s_at] = (byte)(Model.InputMinimum + value);
                s_at++;
            }

            if (s_at == s_ring.Length)
            {
                s_at = 0;
            }
        }

        private static void Pass(int samples)
        {
            s_due += (ulong)samples * Board.AdcMicroseconds;
            s_untilWindow -= samples;
            if (s_untilWindow <= 0)
            {
                s_untilWindow = Board.AdcHop - (-s_untilWindow % Board.AdcHop);
            }
        }
    }
}
