using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Lowering;
using Striate.Platform;
using Striate.Platform.Checking;

namespace Striate.Codegen.Compilation;

/// <summary>
/// Assigns generated files to assemblies below the platform's limits per assembly, and to as few as there is room for, by the
/// sizes that compiled classes have.
/// </summary>
internal static class AssemblySplit
{
    /// <summary>Most bytes of IL of one assembly.</summary>
    public static double MaximumIl { get; } = Limits.AssemblyBytecode.Works * CodeLimits.AssemblyMargin;

    /// <summary>Most bytes of tables of one assembly.</summary>
    public static double MaximumTables { get; } = Limits.AssemblyInitialisers.Works * CodeLimits.AssemblyMargin;

    /// <summary>The code with its layer files in part assemblies where one assembly would be too big.</summary>
    /// <param name="code">Code whose layer files are all in the main assembly.</param>
    /// <param name="whole">What the main assembly measures with all layers in it.</param>
    public static GeneratedCode Apply(GeneratedCode code, AssemblyMetrics whole)
    {
        var il = whole.Methods.ToLookup(method => method.Type, method => method.IlBytes, StringComparer.Ordinal);
        return IsNeeded(whole) ? Parts(code, file => il[code.Namespace + "." + file.ClassName].Sum()) : code;
    }

    /// <summary>Whether an assembly with all layers in it passes a limit.</summary>
    public static bool IsNeeded(AssemblyMetrics whole) =>
        whole.IlBytes > MaximumIl || whole.InitialiserBytes > MaximumTables;

    /// <summary>The code with its layer files in part assemblies.</summary>
    /// <param name="code">Code whose layer files are all in the main assembly.</param>
    /// <param name="ilOf">Bytes of IL of a layer file's class.</param>
    public static GeneratedCode Parts(GeneratedCode code, Func<GeneratedFile, int> ilOf)
    {
        var files = code.Files.Where(file => file.Layer is not null).ToList();
        var sizes = files.Select(file => new Size(ilOf(file), file.TableBytes)).ToList();
        var parts = InOrder(sizes);
        if (parts.Max() >= CodeLimits.Parts)
        {
            parts = WhereTheyFit(sizes, [.. files.Select(file => file.Layer!)]);
        }

        var next = 0;
        return code with
        {
            Files = [.. code.Files.Select(file => file.Layer is null
                ? file : file with { Assembly = code.MainAssembly + ".Part" + (parts[next++] + 1).ToString(CultureInfo.InvariantCulture) })],
        };
    }

    // Neighbours stay together, which is how one reads them.
    private static List<int> InOrder(List<Size> sizes)
    {
        var (parts, filled) = (new List<int>(), new Size(0, 0));
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
    private static List<int> WhereTheyFit(List<Size> sizes, IReadOnlyList<string> layers)
    {
        var (parts, filled, first) = (new List<int>(), new List<Size>(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var (size, layer) in sizes.Zip(layers))
        {
            var part = filled.FindIndex(first.GetValueOrDefault(layer), taken => taken.HoldsAlso(size));
            if (part < 0)
            {
                part = filled.Count;
                filled.Add(new Size(0, 0));
            }

            filled[part] += size;
            first[layer] = part;
            parts.Add(part);
        }

        return parts;
    }

    private readonly record struct Size(int Il, int Tables)
    {
        public bool HoldsAlso(Size other) => Il + other.Il <= MaximumIl && Tables + other.Tables <= MaximumTables;

        public static Size operator +(Size one, Size other) => new(one.Il + other.Il, one.Tables + other.Tables);
    }
}
