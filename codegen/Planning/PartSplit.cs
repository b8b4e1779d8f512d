using Striate.Codegen.Lowering;
using Striate.Platform;

namespace Striate.Codegen.Planning;

/// <summary>The bytes of a class that an assembly limits.</summary>
/// <param name="Il">IL of its methods.</param>
/// <param name="Tables">Its tables.</param>
internal readonly record struct ClassSize(int Il, int Tables)
{
    /// <summary>Most bytes of IL of one assembly.</summary>
    public static double MaximumIl { get; } = Limits.AssemblyBytecode.Works * CodeLimits.AssemblyMargin;

    /// <summary>Most bytes of tables of one assembly.</summary>
    public static double MaximumTables { get; } = Limits.AssemblyInitialisers.Works * CodeLimits.AssemblyMargin;

    /// <summary>Whether an assembly holds both.</summary>
    public bool HoldsAlso(ClassSize other) => (this + other).Fits;

    /// <summary>Whether an assembly holds it.</summary>
    public bool Fits => Il <= MaximumIl && Tables <= MaximumTables;

    public static ClassSize operator +(ClassSize one, ClassSize other) => new(one.Il + other.Il, one.Tables + other.Tables);
}

/// <summary>Assigns classes to as few assemblies as there is room for.</summary>
internal static class PartSplit
{
    /// <summary>The number of each class's part.</summary>
    /// <param name="sizes">Of every class, in the order in which they are compiled.</param>
    /// <param name="layers">Their layers.</param>
    public static IReadOnlyList<int> Parts(IReadOnlyList<ClassSize> sizes, IReadOnlyList<string> layers)
    {
        var parts = InOrder(sizes);
        return parts.Max() >= CodeLimits.Parts ? WhereTheyFit(sizes, layers) : parts;
    }

    // Neighbours stay together, which is how one reads them.
    private static List<int> InOrder(IReadOnlyList<ClassSize> sizes)
    {
        var (parts, filled) = (new List<int>(), new ClassSize(0, 0));
        foreach (var size in sizes)
        {
            var isNew = filled.Il > 0 && !filled.HoldsAlso(size);
            filled = isNew ? size : filled + size;
            parts.Add(parts.Count == 0 ? 0 : parts[^1] + (isNew ? 1 : 0));
        }

        return parts;
    }

    // Fewer parts, where neighbours that stay together would be too many. A class calls those of its layer that stand before it, and
    // a part is compiled with the parts before it: none may come to stand before them.
    private static List<int> WhereTheyFit(IReadOnlyList<ClassSize> sizes, IReadOnlyList<string> layers)
    {
        var (parts, filled, first) = (new List<int>(), new List<ClassSize>(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var (size, layer) in sizes.Zip(layers))
        {
            var part = filled.FindIndex(first.GetValueOrDefault(layer), taken => taken.HoldsAlso(size));
            if (part < 0)
            {
                part = filled.Count;
                filled.Add(new ClassSize(0, 0));
            }

            filled[part] += size;
            first[layer] = part;
            parts.Add(part);
        }

        return parts;
    }
}
