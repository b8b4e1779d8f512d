using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Reference;

internal static class ReferenceAdd
{
    public static int[] Run(Add layer, int[] a, int[] b)
    {
        var result = new int[a.Length];
        for (var index = 0; index < a.Length; index++)
        {
            var sum = ((long)a[index] * layer.MultiplierA) + ((long)b[index] * layer.MultiplierB);
            result[index] = Requantisation.Round(sum, layer.Shift, layer.Minimum, layer.Maximum);
        }

        return result;
    }
}
