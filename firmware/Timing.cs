using System;
using nanoFramework.Hardware.Esp32;

namespace Striate.Firmware
{
    /// <summary>
    /// The time of an inference by the board's microsecond timer, and the free heap before and after, which must be equal.
    /// </summary>
    internal static class Timing
    {
        public static int Microseconds;
        public static uint HeapBefore;
        public static uint HeapAfter;

        /// <summary>True if the inferences left the free heap as it was.</summary>
        public static bool Run()
        {
            byte[] input = new byte[Model.InputLength];
            int[] logits = new int[Model.OutputLength];
            Model.CopyGoldenInput(0, input);
            HeapBefore = nanoFramework.Runtime.Native.GC.Run(false);
            ulong start = HighResTimer.GetCurrent();
            for (int i = 0; i < Board.TimedInferences; i++)
            {
                Model.Run(input, logits);
            }

            Microseconds = (int)((HighResTimer.GetCurrent() - start) / Board.TimedInferences);
            HeapAfter = nanoFramework.Runtime.Native.GC.Run(false);
            Console.WriteLine("inference: " + Microseconds + " us");
            Console.WriteLine(
                "free heap: "
                    + HeapBefore
                    + " bytes before, "
                    + HeapAfter
                    + " after "
                    + Board.TimedInferences
                    + " inferences"
                    + (HeapBefore == HeapAfter ? "" : ", it moved by " + (int)(HeapAfter - HeapBefore))
            );
            return HeapBefore == HeapAfter;
        }
    }
}
