namespace Striate.Platform.Deployment.Format;

/// <summary>
/// The order of names in a .pe, as .NET compares strings in the invariant culture, which is how the metadata processor sorts types:
/// punctuation, digits, letters; upper and lower case only where nothing else differs, lower first. Letters beyond ASCII are last.
/// </summary>
public sealed class NameOrder : IComparer<string?>
{
    // Unicode's root collation, for characters that names have.
    private const string Order = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly int[] s_weights =
    [
        .. Enumerable.Range(0, 128).Select(character => Order.IndexOf(char.ToUpperInvariant((char)character), StringComparison.Ordinal)),
    ];

    /// <summary>The one order.</summary>
    public static readonly NameOrder Instance = new();

    private NameOrder() { }

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        for (var i = 0; i < Math.Min(x!.Length, y!.Length); i++)
        {
            if (Weight(x[i]).CompareTo(Weight(y[i])) is not 0 and var order)
            {
                return order;
            }
        }

        return x.Length != y!.Length ? x.Length.CompareTo(y.Length) : -string.CompareOrdinal(x, y);
    }

    private static int Weight(char character) => character < s_weights.Length ? s_weights[character] : character;
}
