using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

internal static class ConstantRules
{
    public static void Check(LayerCheck check, Constant layer)
    {
        var type = layer.Output.Type;
        check.NotLast();
        if (check.Length("values", layer.Values, layer.Output.Shape.Length))
        {
            check.Within("value", layer.Values, type);
        }
    }
}
