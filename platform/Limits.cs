using System.Collections.Immutable;

namespace Striate.Platform;

/// <summary>The limits of nanoFramework 1.x; <c>data/limits.json</c> is their one home.</summary>
public static class Limits
{
    private static readonly Dictionary<string, Limit> s_byId;

    static Limits()
    {
        All = PlatformData.Read(
            "limits.json",
            row => new Limit(
                row.Text("id"),
                row.Text("name"),
                row.Text("unit"),
                row.Text("holder"),
                row.Number("works"),
                row.NumberOrNull("failsAt"),
                row.Text("failure"),
                row.Text("remedy"),
                row.Text("diagnostic"),
                row.Text("source")
            )
        );
        s_byId = All.ToDictionary(limit => limit.Id);
    }

    /// <summary>All limits, in the order of the table.</summary>
    public static ImmutableArray<Limit> All { get; }

    /// <summary>Assemblies of an application, the libraries that it uses included.</summary>
    public static Limit ImageAssemblies => Get("image-assemblies");

    /// <summary>Bytes of IL of an assembly, as the .pe stores them.</summary>
    public static Limit AssemblyBytecode => Get("assembly-bytecode");

    /// <summary>Bytes of static array initialisers of an assembly.</summary>
    public static Limit AssemblyInitialisers => Get("assembly-initialisers");

    /// <summary>Bytes of literals and names of an assembly.</summary>
    public static Limit AssemblyStrings => Get("assembly-strings");

    /// <summary>Local variables of a method.</summary>
    public static Limit MethodLocals => Get("method-locals");

    /// <summary>Evaluation stack entries of a method.</summary>
    public static Limit MethodStack => Get("method-stack");

    /// <summary>Bytes of IL of a method: what a branch can span.</summary>
    public static Limit MethodBytecode => Get("method-bytecode");

    /// <summary>Arguments of a method.</summary>
    public static Limit MethodArguments => Get("method-arguments");

    /// <summary>Exception handlers of a method.</summary>
    public static Limit MethodHandlers => Get("method-handlers");

    /// <summary>Targets of one switch instruction.</summary>
    public static Limit SwitchTargets => Get("switch-targets");

    /// <summary>Static fields of a type.</summary>
    public static Limit TypeStaticFields => Get("type-static-fields");

    /// <summary>Instance fields of a type.</summary>
    public static Limit TypeInstanceFields => Get("type-instance-fields");

    /// <summary>Methods of one kind of a type.</summary>
    public static Limit TypeMethods => Get("type-methods");

    /// <summary>Bytes of the largest object.</summary>
    public static Limit ObjectBytes => Get("object-bytes");

    /// <summary>The limit with an id.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static Limit Get(string id) =>
        s_byId.TryGetValue(id, out var limit) ? limit : throw new KeyNotFoundException($"there is no limit '{id}'");
}
