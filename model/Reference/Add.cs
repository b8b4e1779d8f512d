using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Reference;

internal static class ReferenceAdd
{
    /// <param name="layer">The layer.</param>
    /// <param name="a">Its first input.</param>
    /// <param name="b">Its second input.</param>
    /// <param name="smallestA">The smallest integer of the first input's type: where its table of terms begins.</param>
    /// <param name="smallestB">The same of the second input.</param>
    public static int[] Run(Add layer, int[] a, int[] b, int smallestA, int smallestB)
    {
        var result = new int[a.Length];
        for (var index = 0; index < a.Length; index++)
        {
            long termA = layer.Tables?.A[a[index] - smallestA] ?? a[index];
            long termB = layer.Tables?.B[b[index] - smallestB] ?? b[index];
            var sum = (termA * layer.MultiplierA) + (termB * layer.MultiplierB) + layer.ConstantOrHalf;
            result[index] = Requantisation.Narrow(sum, layer.Shift, layer.Minimum, layer.Maximum);
        }

        return result;
    }
}
