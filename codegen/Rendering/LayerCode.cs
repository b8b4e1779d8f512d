using System.Collections.Immutable;

namespace Striate.Codegen.Rendering;

/// <summary>One generated class: all of a layer's code, or a part of it when the layer is too big for one class.</summary>
/// <param name="Layer">Name of the layer in the network.</param>
/// <param name="ClassName">Name of the class.</param>
/// <param name="Text">The class, without namespace and stamp.</param>
/// <param name="TableSizes">Bytes of each of the class's static tables.</param>
internal sealed record LayerCode(string Layer, string ClassName, string Text, ImmutableArray<int> TableSizes)
{
    /// <summary>Predicted bytes of IL of its methods; 0 where nothing is predicted.</summary>
    public int IlBytes { get; init; }

    /// <summary>Bytes of all of them.</summary>
    public int TableBytes => TableSizes.Sum();
}
