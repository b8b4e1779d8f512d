namespace Striate.Platform;

/// <summary>Where a diagnostic is.</summary>
/// <param name="Kind">What the name names.</param>
/// <param name="Name">A name, or file, line and column.</param>
public readonly record struct Place(PlaceKind Kind, string Name)
{
    /// <summary>A whole network.</summary>
    public static Place Network(string name) => new(PlaceKind.Network, name);

    /// <summary>A layer of the network.</summary>
    public static Place Layer(string name) => new(PlaceKind.Layer, name);

    /// <summary>An assembly by its simple name.</summary>
    public static Place Assembly(string name) => new(PlaceKind.Assembly, name);

    /// <summary>A type by its full name.</summary>
    public static Place Type(string name) => new(PlaceKind.Type, name);

    /// <summary>A method by the full name of its type, a dot and its name.</summary>
    public static Place Method(string type, string method) => new(PlaceKind.Method, $"{type}.{method}");

    /// <summary>A position in a source file; line and column count from 1.</summary>
    public static Place Source(string path, int line, int column) => new(PlaceKind.Source, $"{path}({line},{column})");

    /// <summary>For instance <c>layer 'conv3'</c>; positions in source files stand alone, as compilers print them.</summary>
    public override string ToString() =>
        Kind == PlaceKind.Source ? Name : $"{Kind.ToString().ToLowerInvariant()} '{Name}'";
}

/// <summary>What the name of a place names.</summary>
public enum PlaceKind
{
    /// <summary>A network.</summary>
    Network,

    /// <summary>A layer of the network.</summary>
    Layer,

    /// <summary>An assembly.</summary>
    Assembly,

    /// <summary>A type.</summary>
    Type,

    /// <summary>A method.</summary>
    Method,

    /// <summary>A position in a source file.</summary>
    Source,
}
