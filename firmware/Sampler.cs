using System.Device.Adc;
using System.Threading;
using nanoFramework.Hardware.Esp32;

namespace Striate.Firmware
{
    /// <summary>
    /// Reads the analogue channels when they are due, side by side. A sample that could not be read near its time is counted as lost.
    /// Nothing is allocated after the start.
    /// </summary>
    internal static class Sampler
    {
        /// <summary>The highest reading.</summary>
        public static int Maximum;

        private static AdcChannel[] s_channels;
        private static ulong s_due;

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

            Maximum = controller.MaxValue;
            s_due = HighResTimer.GetCurrent();
        }

        /// <summary>Waits for the next sample and reads it; true when a window ends with it.</summary>
        public static bool Take()
        {
            long late = AwaitDue();
            if (late > Board.SampleMicroseconds / 2)
            {
                int lost = (int)((late + (Board.SampleMicroseconds / 2)) / Board.SampleMicroseconds);
                Sensor.Lost += lost;
                Skip(lost);
                AwaitDue();
            }

            for (int i = 0; i < s_channels.Length; i++)
            {
                Ring.Put(s_channels[i].ReadValue());
            }

            s_due += Board.SampleMicroseconds;
            return Ring.End();
        }

        /// <summary>Leaves samples out; the next window begins behind them.</summary>
        public static void Skip(int samples)
        {
            s_due += (ulong)samples * Board.SampleMicroseconds;
            Ring.Skip(samples);
        }

        /// <summary>By how many microseconds the sample that is due is late.</summary>
        private static long AwaitDue()
        {
            // Whatever gets a turn keeps it for a slice of the runtime: others run only while a whole slice is left. Sleep
            // may last a tick longer than it is told.
            long late = (long)(HighResTimer.GetCurrent() - s_due);
            while (late < 0)
            {
                if (late <= -Board.YieldMicroseconds)
                {
                    long spare = -late - Board.YieldMicroseconds - Board.TickMicroseconds;
                    Thread.Sleep(spare < 1000 ? 1 : (int)(spare / 1000));
                }

                late = (long)(HighResTimer.GetCurrent() - s_due);
            }

            return late;
        }
    }
}
