using System;

namespace Striate.Firmware
{
    /// <summary>The time of an inference, by the clock of the board.</summary>
    internal static class Timing
    {
        private const int Inferences = 20;
        private const int TicksPerMicrosecond = 10;

        public static int MicrosecondsPerInference()
        {
            byte[] input = new byte[Model.InputLength];
            int[] logits = new int[Model.OutputLength];
            Model.CopyGoldenInput(0, input);
            long start = DateTime.UtcNow.Ticks;
            for (int i = 0; i < Inferences; i++)
            {
                Model.Run(input, logits);
            }

            return (int)((DateTime.UtcNow.Ticks - start) / (Inferences * TicksPerMicrosecond));
        }
    }
}
