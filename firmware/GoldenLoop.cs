using System;

namespace Striate.Firmware
{
    /// <summary>Runs the golden inputs again and again. Only a report allocates, its text.</summary>
    internal static class GoldenLoop
    {
        private const int InferencesPerReport = 1000;

        public static void Run()
        {
            byte[] input = new byte[Model.InputLength];
            int[] logits = new int[Model.OutputLength];
            int inferences = 0;
            int vector = 0;
            do
            {
                Model.CopyGoldenInput(vector, input);
                int found = Model.Infer(input, logits);
                vector = vector + 1 == Model.GoldenVectors ? 0 : vector + 1;
                inferences++;
                if (inferences % InferencesPerReport == 0)
                {
                    Console.WriteLine(inferences + " inferences" + (Model.HasClasses ? ", last class " + Model.Label(found) : ""));
                }
            } while (!Program.IsDone(inferences));
        }
    }
}
