namespace Striate.Platform;

/// <summary>Where a diagnostic is.</summary>
/// <param name="Kind">What the name names.</param>
/// <param name="Name">A name, or file, line and column.</param>
public readonly record struct Location(LocationKind Kind, string Name)
{
    /// <summary>A whole network.</summary>
    public static Location Network(string name) => new(LocationKind.Network, name);

    /// <summary>A layer of the network.</summary>
    public static Location Layer(string name) => new(LocationKind.Layer, name);

    /// <summary>An assembly by its simple name.</summary>
    public static Location Assembly(string name) => new(LocationKind.Assembly, name);

    /// <summary>A type by its full name.</summary>
    public static Location Type(string name) => new(LocationKind.Type, name);

    /// <summary>A method by the full name of its type, a dot and its name.</summary>
    public static Location Method(string type, string method) => new(LocationKind.Method, $"{type}.{method}");

    /// <summary>A position in a source file; line and column count from 1.</summary>
    public static Location Source(string path, int line, int column) => new(LocationKind.Source, $"{path}({line},{column})");

    /// <summary>For instance <c>layer 'conv3'</c>; positions in source files stand alone, as compilers print them.</summary>
    public override string ToString() => Kind == LocationKind.Source ? Name : $"{Kind.ToString().ToLowerInvariant()} '{Name}'";
}

/// <summary>What the name of a location names.</summary>
public enum LocationKind
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
