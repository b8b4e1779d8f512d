using System.Diagnostics;

namespace Striate.Model.Graph.Layers;

/// <summary>A case for every kind of layer: code that leaves one out does not compile.</summary>
public static class LayerKinds
{
    /// <summary>What the case of a layer's kind makes of it.</summary>
    /// <remarks>A new kind is a parameter here; the compiler then names every stage that lacks it.</remarks>
    public static T Match<T>(
        this Layer layer,
        Func<Convolution, T> convolution,
        Func<FullyConnected, T> fullyConnected,
        Func<MaxPooling, T> maxPooling,
        Func<AveragePooling, T> averagePooling,
        Func<Add, T> add,
        Func<Multiply, T> multiply,
        Func<Concat, T> concat,
        Func<ScaleShift, T> scaleShift,
        Func<Flatten, T> flatten,
        Func<Constant, T> constant,
        Func<LookUp, T> lookUp,
        Func<Softmax, T> softmax,
        Func<History, T> history
    ) =>
        layer switch
        {
            Convolution kind => convolution(kind),
            FullyConnected kind => fullyConnected(kind),
            MaxPooling kind => maxPooling(kind),
            AveragePooling kind => averagePooling(kind),
            Add kind => add(kind),
            Multiply kind => multiply(kind),
            Concat kind => concat(kind),
            ScaleShift kind => scaleShift(kind),
            Flatten kind => flatten(kind),
            Constant kind => constant(kind),
            LookUp kind => lookUp(kind),
            Softmax kind => softmax(kind),
            History kind => history(kind),
            _ => throw new UnreachableException(
                $"layer '{layer.Name}' has the kind {layer.GetType().Name}, which {nameof(LayerKinds)} does not know"
            ),
        };
}
