using System;

namespace Striate.Firmware
{
    /// <summary>
    /// What a board runs: a self-test, the time of an inference, then one input source for ever. Console writes to the
    /// debug channel, in release builds too, where calls of Debug are not compiled.
    /// </summary>
    internal static partial class Program
    {
        public static void Main()
        {
            Console.WriteLine("Striate: network " + Model.Name);
            bool isPassed = SelfTest.Run() && Timing.Run();
            Console.WriteLine(isPassed ? "PASS" : "FAIL");
            if (Board.Source == Board.Serial || Board.Reports)
            {
                Requests.Start(isPassed);
                Line.Open();
            }

            if (Board.Source == Board.Serial || (Board.Reports && !isPassed))
            {
                // A board that fails its self-test still tells what differs, and classifies nothing.
                SerialSource.Run();
            }
            else if (isPassed)
            {
                if (Board.Source == Board.Golden)
                {
                    GoldenLoop.Run();
                }
                else
                {
                    SensorSource.Run();
                }
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
