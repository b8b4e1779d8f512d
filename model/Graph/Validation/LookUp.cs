using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

internal static class LookUpRules
{
    public static void Check(LayerCheck check, LookUp layer)
    {
        if (check.ReadsOne())
        {
            var (input, output) = (check.Inputs[0], layer.Output);
            check.Require(input.Shape == output.Shape, $"it reads {input.Shape} and writes {output.Shape}; both must be equal");
            if (check.Length("entries", layer.Table, input.Type.Values))
            {
                check.Within("entry", layer.Table, output.Type);
            }
        }
    }
}
