using System;
using System.Threading;

namespace Striate.Firmware
{
    /// <summary>
    /// Classifies windows of analogue samples. Where the samples are far enough apart for the runtime, a thread reads them while
    /// the last window is classified; where they are not, windows are read one by one, and what passes meanwhile lies between them
    /// (docs/board.md). Nothing is allocated after the start but the text of a report.
    /// </summary>
    internal static class AdcSource
    {
        private static byte[] s_window;
        private static bool s_isFull;
        private static bool s_isStopped;
        private static long s_passedOver;
        private static long s_reportAt = 1;

        public static void Run()
        {
            Sampler.Open();
            s_window = new byte[Model.InputLength];
            if (Board.AdcIsConcurrent)
            {
                Thread sampler = new Thread(SampleOn);
                sampler.Priority = ThreadPriority.Highest;
                sampler.Start();
            }

            int last = -1;
            int inferences = 0;
            do
            {
                AwaitWindow();
                int found = Model.Infer(s_window);
                s_isFull = false;
                inferences++;
                if (found != last)
                {
                    Console.WriteLine(Model.Label(found));
                    last = found;
                }
            }
            while (!Program.IsDone(inferences));

            s_isStopped = true;
        }

        // Polled: a thread that has waited long for an event runs four slices ahead of those that are more urgent.
        private static void AwaitWindow()
        {
            while (Board.AdcIsConcurrent && !s_isFull)
            {
                Report();
                Thread.Sleep(Board.TickMicroseconds / 1000);
            }

            if (!Board.AdcIsConcurrent)
            {
                while (!Sampler.Take())
                {
                    Report();
                }

                Sampler.CopyTo(s_window);
                if (Board.AdcHop > Board.AdcWindow)
                {
                    Sampler.Skip(Board.AdcHop - Board.AdcWindow);
                }
            }
        }

        private static void SampleOn()
        {
            while (!s_isStopped)
            {
                if (!Sampler.Take())
                {
                    continue;
                }

                if (s_isFull)
                {
                    s_passedOver++;
                }
                else
                {
                    Sampler.CopyTo(s_window);
                    s_isFull = true;
                }
            }
        }

        // The first overrun, and whenever there are twice as many.
        private static void Report()
        {
            if (Sampler.Lost + s_passedOver >= s_reportAt)
            {
                s_reportAt = 2 * (Sampler.Lost + s_passedOver);
                Console.WriteLine("overruns: " + Sampler.Lost + " samples not read in time, " + s_passedOver + " windows not classified");
            }
        }
    }
}
