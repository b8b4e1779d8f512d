using System.Globalization;

namespace Striate.Codegen;

/// <summary>Upper limits of generated code, in bytes; null: no limit.</summary>
/// <param name="Il">IL of all methods, in the form of the .pe.</param>
/// <param name="Heap">Managed heap: buffers, tables copied out of flash, frames, and the loader's tables of the network's
/// assemblies.</param>
/// <param name="Flash">Flash that the network's assemblies take as .pe files.</param>
public sealed record Budgets(long? Il = null, long? Heap = null, long? Flash = null)
{
    /// <summary>No limit at all.</summary>
    public static readonly Budgets None = new();

    /// <summary>The tighter limit of each kind.</summary>
    public Budgets And(Budgets other) => new(Least(Il, other.Il), Least(Heap, other.Heap), Least(Flash, other.Flash));

    /// <summary>Whether something that takes so much keeps them.</summary>
    public bool AreKept(long il, long heap, long flash) => il <= (Il ?? il) && heap <= (Heap ?? heap) && flash <= (Flash ?? flash);

    /// <summary>So many bytes less of each.</summary>
    public Budgets LessBy(long il, long heap, long flash) => new(Il - il, Heap - heap, Flash - flash);

    /// <summary>As they stand on a command line; empty for none.</summary>
    public override string ToString() => Option("il", Il) + Option("heap", Heap) + Option("flash", Flash);

    private static string Option(string name, long? value) =>
        value is { } bytes ? string.Create(CultureInfo.InvariantCulture, $" --max-{name} {bytes}") : string.Empty;

    private static long? Least(long? a, long? b) => a is { } first && b is { } second ? Math.Min(first, second) : a ?? b;
}
