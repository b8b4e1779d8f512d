using System.Collections;
using System.Reflection;

namespace Striate.Fuzzing;

/// <summary>
/// Equality by content, all the way down: the records of the graph compare their arrays by reference, which is right for
/// the compiler and of no use to a test.
/// </summary>
public static class Same
{
    /// <summary>The place where two values differ, such as <c>Network.Layers[2].Bias[0]: 3, 4</c>; null when they do not.</summary>
    public static string? Difference(object? a, object? b) => Difference(a, b, a?.GetType().Name ?? "value");

    private static string? Difference(object? a, object? b, string path)
    {
        if (a is null || b is null || a.GetType() != b.GetType() || a is string or ValueType and not IEnumerable)
        {
            return Equals(a, b) ? null : $"{path}: {a ?? "null"}, {b ?? "null"}";
        }

        return a is IEnumerable items ? Elements(items, (IEnumerable)b, path) : Members(a, b, path);
    }

    private static string? Elements(IEnumerable a, IEnumerable b, string path)
    {
        var (left, right) = (a.Cast<object?>().ToArray(), b.Cast<object?>().ToArray());
        return left.Length != right.Length
            ? $"{path}: {left.Length} and {right.Length} elements"
            : left.Select((item, index) => Difference(item, right[index], $"{path}[{index}]"))
                .FirstOrDefault(difference => difference is not null);
    }

    private static string? Members(object a, object b, string path) =>
        a.GetType()
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .Select(property => Difference(property.GetValue(a), property.GetValue(b), $"{path}.{property.Name}"))
            .FirstOrDefault(difference => difference is not null);
}
