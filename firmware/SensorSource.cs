using System;
using System.Threading;

namespace Striate.Firmware
{
    /// <summary>
    /// Classifies windows of a sensor's readings. Where analogue samples are far enough apart for the runtime, a thread reads them while
    /// the last window is classified; where they are not, windows are read one by one, and what passes meanwhile lies between them
    /// (docs/board.md). A motion sensor keeps its readings meanwhile. Of the firmware's own, nothing is allocated after the start but the
    /// text of a report.
    /// </summary>
    internal static class SensorSource
    {
        private static short[] s_readings;
        private static bool s_isFull;
        private static bool s_isStopped;
        private static long s_passedOver;
        private static long s_reportAt = 1;

        // Number of the last sample of the window.
        private static int s_last;

        public static void Run()
        {
            if (!Sensor.Open())
            {
                Console.WriteLine("the sensor does not answer");
                Reports.NoSensor();
                return;
            }

            s_readings = new short[Model.BlockLength];
            byte[] input = new byte[Model.BlockLength];
            int[] logits = new int[Model.OutputLength];
            if (Board.IsConcurrent)
            {
                Thread sampler = new Thread(SampleOn);
                sampler.Priority = ThreadPriority.Highest;
                sampler.Start();
            }

            int told = -1;
            int inferences = 0;
            int previous = -1;
            Model.Forget();
            do
            {
                AwaitWindow();
                Model.Prepare(s_readings, input, Sampler.Maximum);
                int last = s_last;
                if (last != previous + Board.Hop)
                {
                    // Samples are missing between this window and the one before.
                    Model.Forget();
                }

                previous = last;
                int found = Model.Next(input, logits);
                s_isFull = false;
                if (found < 0)
                {
                    continue;
                }

                int voted = Voter.Take(found);
                inferences++;
                if (voted != told)
                {
                    Console.WriteLine(Model.Label(voted));
                    told = voted;
                }

                Reports.Window(last, found, voted, s_passedOver, logits);
            } while (!Program.IsDone(inferences));

            s_isStopped = true;
        }

        // Polled: a thread that has waited long for an event runs four slices ahead of those that are more urgent.
        private static void AwaitWindow()
        {
            while (Board.IsConcurrent && !s_isFull)
            {
                Report();
                Reports.Serve();
                if (!s_isFull)
                {
                    Thread.Sleep(Board.TickMicroseconds / 1000);
                }
            }

            if (!Board.IsConcurrent)
            {
                while (!Sensor.Take())
                {
                    Report();
                    Reports.Serve();
                }

                Keep();
                Sensor.Rest();
            }
        }

        private static void SampleOn()
        {
            while (!s_isStopped)
            {
                if (!Sensor.Take())
                {
                    continue;
                }

                if (s_isFull)
                {
                    s_passedOver++;
                }
                else
                {
                    Keep();
                    s_isFull = true;
                }
            }
        }

        private static void Keep()
        {
            Ring.CopyTo(s_readings);
            s_last = Ring.Number - 1;
        }

        // The first overrun, and whenever there are twice as many.
        private static void Report()
        {
            if (Sensor.Lost + s_passedOver >= s_reportAt)
            {
                s_reportAt = 2 * (Sensor.Lost + s_passedOver);
                Console.WriteLine("overruns: " + Sensor.Lost + " samples not read in time, " + s_passedOver + " windows not classified");
            }
        }
    }
}
