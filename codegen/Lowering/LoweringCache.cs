namespace Striate.Codegen.Lowering;

/// <summary>
/// What several ways to compute a layer have in common, made once. It may be large: a cache lives as long as somebody compares
/// such ways.
/// </summary>
internal sealed class LoweringCache
{
    private readonly Dictionary<object, object> _known = [];

    /// <summary>A part, from the cache or made now.</summary>
    /// <param name="key">All that the part depends on; compared by value.</param>
    /// <param name="make">Makes it.</param>
    public T Of<T>(object key, Func<T> make)
        where T : class
    {
        if (!_known.TryGetValue(key, out var part))
        {
            _known.Add(key, part = make());
        }

        return (T)part;
    }
}
