using System;

namespace Striate.Firmware
{
    /// <summary>What a board runs to record: it sends each reading of its sensor over the serial port, and needs no network.</summary>
    internal static partial class Program
    {
        public static void Main()
        {
            Console.WriteLine("Striate: recorder");
            Line.Open();
            if (!Sensor.Open())
            {
                Console.WriteLine("the sensor does not answer");
                Reports.NoSensor();
                return;
            }

            while (!IsDone(0))
            {
                Sensor.Take();
                Reports.Serve();
            }
        }

        /// <summary>Lets a test end the loop; a board has no such method, so the call is not compiled.</summary>
        static partial void AfterInference(int inferences, ref bool isDone);

        /// <summary>True when a test wants the loop to end.</summary>
        public static bool IsDone(int inferences)
        {
            bool isDone = false;
            AfterInference(inferences, ref isDone);
            return isDone;
        }
    }
}
