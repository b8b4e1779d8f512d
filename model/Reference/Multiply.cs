using Striate.Model.Graph.Layers;

namespace Striate.Model.Reference;

internal static class ReferenceMultiply
{
    public static int[] Run(Multiply layer, int[] a, int[] b, int zeroPointA, int zeroPointB)
    {
        var result = new int[a.Length];
        for (var index = 0; index < a.Length; index++)
        {
            // A gate per channel is read again for every position.
            var product = (a[index] - zeroPointA) * (b[index % b.Length] - zeroPointB);
            result[index] = layer.Requantisation.Apply(product, 0);
        }

        return result;
    }
}
