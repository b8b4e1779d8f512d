using System.Collections.Immutable;

namespace Striate.Platform.Deployment.Writing;

/// <summary>Arrays and other types without a row of their own that code names, in the order in which it does.</summary>
internal sealed class TypeSpecifications
{
    private readonly Dictionary<string, ushort> _numbers = new(StringComparer.Ordinal);
    private readonly List<TypeNode> _types = [];

    public IReadOnlyList<TypeNode> All => _types;

    /// <summary>The number of a type, which is put in unless it is there.</summary>
    /// <exception cref="UnportableException">It is a multidimensional array.</exception>
    public ushort Add(TypeNode type)
    {
        if (type is { Kind: TypeNodeKind.Array, Number: > 1 })
        {
            throw new UnportableException(
                Diagnostic.Create(
                    DiagnosticNumbers.MultidimensionalArray,
                    Location.Type(type.FullName),
                    "code names an array with more than one dimension"
                )
            );
        }

        if (!_numbers.TryGetValue(type.FullName, out var number))
        {
            number = (ushort)_types.Count;
            _numbers.Add(type.FullName, number);
            _types.Add(type);
        }

        return number;
    }
}
