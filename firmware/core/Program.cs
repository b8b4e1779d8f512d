using System;

namespace Striate.Firmware
{
    /// <summary>
    /// What a board runs with no library but the core library: a self-test, the time of an inference, then the golden vectors
    /// for ever. Console writes to the debug channel.
    /// </summary>
    internal static partial class Program
    {
        private const int TimedInferences = 20;
        private const int TicksPerMicrosecond = 10;

        public static void Main()
        {
            Console.WriteLine("Striate: network " + Model.Name);
            bool isPassed = SelfTest.Run();
            if (isPassed)
            {
                Console.WriteLine("inference: " + Microseconds() + " us");
            }

            Console.WriteLine(isPassed ? "PASS" : "FAIL");
            if (isPassed)
            {
                GoldenLoop.Run();
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

        /// <summary>The time of an inference by the system's clock.</summary>
        private static int Microseconds()
        {
            byte[] input = new byte[Model.InputLength];
            int[] logits = new int[Model.OutputLength];
            Model.CopyGoldenInput(0, input);
            long start = DateTime.UtcNow.Ticks;
            for (int i = 0; i < TimedInferences; i++)
            {
                Model.Run(input, logits);
            }

            return (int)((DateTime.UtcNow.Ticks - start) / (TicksPerMicrosecond * TimedInferences));
        }
    }
}
