using System;

namespace Striate.Firmware
{
    /// <summary>
    /// What a board runs: a self-test, the time of an inference, then inferences for ever. Console writes to the debug
    /// channel, in release builds too, where calls of Debug are not compiled.
    /// </summary>
    internal static partial class Program
    {
        private const int InferencesPerReport = 1000;

        public static void Main()
        {
            Console.WriteLine("Striate: network " + Model.Name);
            if (!SelfTest.Run())
            {
                Console.WriteLine("FAIL");
                return;
            }

            Console.WriteLine("PASS");
            Console.WriteLine("inference: " + Timing.MicrosecondsPerInference() + " us");
            ClassifyForEver();
        }

        /// <summary>Lets a test end the loop; a board has no such method, so the call is not compiled.</summary>
        static partial void AfterInference(int inferences, ref bool isDone);

        // Everything is allocated before the loop. Only a report allocates, its text.
        private static void ClassifyForEver()
        {
            byte[] input = new byte[Model.InputLength];
            int inferences = 0;
            int vector = 0;
            bool isDone = false;
            while (!isDone)
            {
                Model.CopyGoldenInput(vector, input);
                int found = Model.Classify(input);
                vector = vector + 1 == Model.GoldenVectors ? 0 : vector + 1;
                inferences++;
                if (inferences % InferencesPerReport == 0)
                {
                    Console.WriteLine(inferences + " inferences, last class " + Model.Label(found));
                }

                AfterInference(inferences, ref isDone);
            }
        }
    }
}
