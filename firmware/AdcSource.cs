using System;
using System.Device.Adc;
using System.Threading;
using nanoFramework.Hardware.Esp32;

namespace Striate.Firmware
{
    /// <summary>
    /// Samples analogue channels into windows of the network's input, channels side by side, and classifies each window.
    /// The newest part of a window is sampled, the rest is moved up. Nothing is allocated after the start but a report's text.
    /// </summary>
    internal static class AdcSource
    {
        private const int MicrosecondsPerMillisecond = 1000;

        public static void Run()
        {
            AdcController controller = new AdcController();
            int[] numbers = Board.AdcChannels();
            AdcChannel[] channels = new AdcChannel[numbers.Length];
            for (int i = 0; i < channels.Length; i++)
            {
                channels[i] = controller.OpenChannel(numbers[i]);
            }

            byte[] input = new byte[Model.InputLength];
            int fresh = Board.AdcHop * channels.Length;
            int from = 0;
            int last = -1;
            int inferences = 0;
            do
            {
                Sample(channels, input, from, controller.MaxValue);
                int found = Model.Classify(input);
                inferences++;
                if (found != last)
                {
                    Console.WriteLine(Model.Label(found));
                    last = found;
                }

                Array.Copy(input, fresh, input, 0, input.Length - fresh);
                from = input.Length - fresh;
            }
            while (!Program.IsDone(inferences));
        }

        private static void Sample(AdcChannel[] channels, byte[] input, int from, int maximum)
        {
            ulong next = HighResTimer.GetCurrent();
            while (from < input.Length)
            {
                for (int i = 0; i < channels.Length; i++)
                {
                    input[from] = (byte)(Model.InputMinimum + (channels[i].ReadValue() * (Model.InputMaximum - Model.InputMinimum) / maximum));
                    from++;
                }

                next += Board.AdcMicroseconds;
                long left = (long)(next - HighResTimer.GetCurrent());
                if (left >= MicrosecondsPerMillisecond)
                {
                    Thread.Sleep((int)(left / MicrosecondsPerMillisecond));
                }
            }
        }
    }
}
