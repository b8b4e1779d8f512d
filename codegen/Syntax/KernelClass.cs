using System.Collections.Immutable;

namespace Striate.Codegen.Syntax;

/// <summary>One static method of generated code.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsPublic">Called from other classes.</param>
/// <param name="Parameters">What it takes.</param>
/// <param name="Body">Its statements.</param>
internal sealed record KernelMethod(string Name, bool IsPublic, ImmutableArray<Parameter> Parameters, ImmutableArray<Statement> Body)
{
    /// <summary>Of one execution, called methods included; bytes of this method alone.</summary>
    public CodeCost Cost => Layout.Cost;

    /// <summary>What the compiler makes of it.</summary>
    public MethodLayout Layout { get; } = MethodLayout.Of(Parameters, Body);
}

/// <summary>One generated class of a layer: all of its code, or a part where the layer is too big for one class.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Name">Name of the class.</param>
/// <param name="Tables">Its static tables.</param>
/// <param name="Methods">Its methods; one called <c>Run</c> is called by the network.</param>
/// <param name="Arguments">What the network passes to <c>Run</c>; none for a class that another one of the layer calls.</param>
internal sealed record KernelClass(
    string Layer,
    string Name,
    ImmutableArray<TableText> Tables,
    ImmutableArray<KernelMethod> Methods,
    ImmutableArray<Code> Arguments
)
{
    /// <summary>Whether the network calls its <c>Run</c>.</summary>
    public bool IsCalledByNetwork => !Arguments.IsEmpty;

    /// <summary>IL of what makes the tables when the program starts.</summary>
    public int InitialiserBytes => Tables.IsEmpty ? 0 : Tables.Sum(table => table.InitialiserBytes) + 1;

    /// <summary>IL of all methods.</summary>
    public int IlBytes => InitialiserBytes + Methods.Sum(method => method.Cost.IlBytes);

    /// <summary>Bytes of all tables, in flash and again on the heap.</summary>
    public int TableBytes => Tables.Sum(table => table.Bytes);

    /// <summary>One inference, where the network calls this class; nothing where another class does.</summary>
    public CodeCost Cost => !IsCalledByNetwork ? CodeCost.None : Methods.Single(method => method.Name == "Run").Cost;
}
