using System.Collections.Immutable;
using Striate.Codegen.Naming;
using Striate.Model.Graph;

namespace Striate.Codegen;

/// <summary>The classes that a network becomes, in one namespace: what no other network of the same assembly may have.</summary>
/// <param name="Namespace">Namespace of all of them.</param>
/// <param name="NetworkClass">The network's class.</param>
/// <param name="Others">
/// The class with instances, and those of the layers; a layer of several parts has more of its name and a number.
/// </param>
public sealed record ClassNames(string Namespace, string NetworkClass, ImmutableArray<string> Others)
{
    private const string Instance = "Instance";
    private const string Trace = "Trace";

    /// <summary>The network's class with its namespace.</summary>
    public string FullName => $"{Namespace}.{NetworkClass}";

    /// <summary>The classes of a network, without planning it.</summary>
    /// <param name="network">The network that is computed: of a signal as it comes, its block form.</param>
    /// <param name="nameSpace">Namespace of the classes.</param>
    /// <param name="className">Name of the network's class; null: it is made of the network's name.</param>
    /// <param name="hasInstances">Whether there is a class with instances.</param>
    public static ClassNames Of(Network network, string nameSpace, string? className, bool hasInstances)
    {
        var networkClass = OfNetwork(network.Name, className);
        var taken = Taken(networkClass);
        var layers = network.Layers.Select(layer => OfLayer(networkClass, layer.Name, taken)).ToImmutableArray();
        return new ClassNames(nameSpace, networkClass, hasInstances ? [networkClass + Instance, .. layers] : layers);
    }

    /// <summary>
    /// A full name that both networks would give to something of theirs; names that differ in the case of letters alone are one: not every
    /// language and no CLS-compliant assembly tells them apart. Null: both can be in one assembly.
    /// </summary>
    public string? SharedWith(ClassNames other) =>
        IsSame(Namespace, other.Namespace) ? SharedClass(other)
        : IsWithin(other.Namespace, FullName) ? FullName
        : IsWithin(Namespace, other.FullName) ? other.FullName
        : null;

    /// <summary>Whether networks of these two namespaces can have a name in common at all.</summary>
    public static bool CanShare(string one, string other) => IsSame(one, other) || IsWithin(one, other) || IsWithin(other, one);

    internal static string OfNetwork(string network, string? className) => className ?? Identifiers.Unique(network, ReservedNames.New());

    internal static string OfLayer(string networkClass, string layer, ISet<string> taken) =>
        Identifiers.Unique(networkClass + "_" + layer, taken);

    /// <summary>Names that classes of layers cannot have; classes are files, and file systems may not tell upper from lower case.</summary>
    internal static HashSet<string> Taken(string networkClass) =>
        new(StringComparer.OrdinalIgnoreCase) { networkClass, networkClass + Trace, networkClass + Instance };

    private string? SharedClass(ClassNames other) =>
        All.SelectMany(own => other.All.Where(theirs => IsSame(own, theirs)).Select(_ => $"{Namespace}.{own}")).FirstOrDefault()
        ?? PartOf(other)
        ?? other.PartOf(this);

    private ImmutableArray<string> All => [NetworkClass, .. Others];

    // A part of a layer, NAME_2, that is the other's own class.
    private string? PartOf(ClassNames other) =>
        Others.Any(layer =>
            other.NetworkClass.StartsWith(layer + "_", StringComparison.OrdinalIgnoreCase)
            && other.NetworkClass[(layer.Length + 1)..].All(char.IsAsciiDigit)
        )
            ? other.FullName
            : null;

    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static bool IsWithin(string nameSpace, string name) => $"{nameSpace}.".StartsWith($"{name}.", StringComparison.Ordinal);
}
