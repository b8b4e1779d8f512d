using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Striate.Import.Onnx.Tensors;

/// <summary>Values with a shape: real numbers as double, already rounded to the element type, or integers as long.</summary>
internal sealed class Tensor
{
    private readonly double[] _reals;
    private readonly long[] _integers;

    private Tensor(ElementType type, ImmutableArray<int> shape, double[] reals, long[] integers)
    {
        (Type, Shape, _reals, _integers) = (type, shape, reals, integers);
        if (Extents.Length(shape) != Length)
        {
            throw new ArgumentException($"{Length} values do not have the shape {Extents.Text(shape)}");
        }
    }

    public ElementType Type { get; }

    public ImmutableArray<int> Shape { get; }

    public int Length => Math.Max(_reals.Length, _integers.Length);

    /// <summary>Whether values are real numbers.</summary>
    public bool IsReal => Type.IsReal();

    /// <summary>The real numbers; empty where the tensor holds integers.</summary>
    public ReadOnlySpan<double> Reals => _reals;

    /// <summary>The integers; uint64 as its bits. Empty where the tensor holds real numbers.</summary>
    public ReadOnlySpan<long> Integers => _integers;

    /// <summary>Real numbers, each rounded to the type. Keeps the array.</summary>
    public static Tensor Of(ElementType type, ImmutableArray<int> shape, double[] values)
    {
        foreach (ref var value in values.AsSpan())
        {
            value = type.Round(value);
        }

        return new Tensor(type, shape, values, []);
    }

    /// <summary>Integers, each wrapped to the type. Keeps the array.</summary>
    public static Tensor Of(ElementType type, ImmutableArray<int> shape, long[] values)
    {
        foreach (ref var value in values.AsSpan())
        {
            value = type.Wrap(value);
        }

        return new Tensor(type, shape, [], values);
    }

    /// <summary>A vector of int64.</summary>
    public static Tensor OfLongs(params long[] values) => Of(ElementType.Int64, [values.Length], values);

    /// <summary>One value as a real number.</summary>
    public double Real(int index) =>
        IsReal ? _reals[index]
        : Type == ElementType.UInt64 ? (ulong)_integers[index]
        : _integers[index];

    /// <summary>The same values in another shape.</summary>
    public Tensor Reshaped(ImmutableArray<int> shape) => new(Type, shape, _reals, _integers);

    /// <summary>Values picked from this tensor; -1 is 0.</summary>
    public Tensor Picked(ImmutableArray<int> shape, int[] places, Tensor? otherwise = null) =>
        IsReal
            ? new Tensor(Type, shape, Array.ConvertAll(places, place => place >= 0 ? _reals[place] : otherwise?._reals[0] ?? 0), [])
            : new Tensor(Type, shape, [], Array.ConvertAll(places, place => place >= 0 ? _integers[place] : otherwise?._integers[0] ?? 0));

    /// <summary>All values as real numbers.</summary>
    public double[] ToReals()
    {
        var values = new double[Length];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = Real(index);
        }

        return values;
    }

    /// <summary>The integers as an array that nobody changes.</summary>
    public ImmutableArray<long> ToIntegers() => ImmutableCollectionsMarshal.AsImmutableArray(_integers);
}
