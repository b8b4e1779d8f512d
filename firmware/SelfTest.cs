using System;

namespace Striate.Firmware
{
    /// <summary>Runs the golden vectors and compares every layer and every logit with the integer reference.</summary>
    internal static class SelfTest
    {
        /// <summary>True if everything is equal. Prints a line per vector, and the CRCs of every layer that differs.</summary>
        public static bool Run()
        {
            byte[] input = new byte[Model.InputLength];
            int[] logits = new int[Model.OutputLength];
            uint[] crcs = new uint[Model.LayerCount];
            bool isEqual = true;
            for (int vector = 0; vector < Model.GoldenVectors; vector++)
            {
                Model.CopyGoldenInput(vector, input);
                Model.Trace(input, logits, crcs);
                bool isVectorEqual = AreLayersEqual(vector, crcs);
                isVectorEqual &= AreLogitsEqual(vector, logits, "trace");
                Model.Run(input, logits);
                isVectorEqual &= AreLogitsEqual(vector, logits, "run");
                Console.WriteLine("vector " + vector + (isVectorEqual ? ": equal" : ": different"));
                isEqual &= isVectorEqual;
            }

            return isEqual;
        }

        private static bool AreLayersEqual(int vector, uint[] crcs)
        {
            bool isEqual = true;
            for (int layer = 0; layer < Model.LayerCount; layer++)
            {
                uint golden = Model.GoldenCrc(vector, layer);
                bool isLayerEqual = crcs[layer] == golden;
                Console.WriteLine(
                    "vector "
                        + vector
                        + " layer "
                        + Model.LayerName(layer)
                        + " crc "
                        + Hexadecimal.Of(crcs[layer])
                        + (isLayerEqual ? " PASS" : " FAIL, golden " + Hexadecimal.Of(golden))
                );
                isEqual &= isLayerEqual;
            }

            return isEqual;
        }

        private static bool AreLogitsEqual(int vector, int[] logits, string code)
        {
            for (int i = 0; i < logits.Length; i++)
            {
                int golden = Model.GoldenLogit(vector, i);
                if (logits[i] != golden)
                {
                    Console.WriteLine("vector " + vector + " " + code + " logit " + i + " is " + logits[i] + ", golden " + golden);
                    return false;
                }
            }

            return true;
        }
    }
}
