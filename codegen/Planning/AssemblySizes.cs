using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Lowering;
using Striate.Codegen.Syntax;

namespace Striate.Codegen.Planning;

/// <summary>What the assemblies of a network take.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Flash">Bytes of their files.</param>
/// <param name="Heap">Bytes that the loader takes for them.</param>
internal readonly record struct AssemblySizes(int Count, int Flash, long Heap)
{
    /// <summary>The assemblies of a network: they will be split as their classes are, and each is a file.</summary>
    /// <param name="context">What the classes were lowered over.</param>
    /// <param name="nameSpace">Namespace of all classes.</param>
    /// <param name="kernels">The classes of the layers.</param>
    /// <param name="own">The network's own.</param>
    public static AssemblySizes Of(LoweringContext context, string nameSpace, ImmutableArray<KernelClass> kernels, PortableClass own)
    {
        ImmutableArray<PortableClass> classes = [.. kernels.Select(PortableClass.Of)];
        ImmutableArray<ClassSize> sizes = [.. kernels.Select(kernel => new ClassSize(kernel.IlBytes, kernel.TableBytes))];
        var whole = sizes.Aggregate(new ClassSize(0, 0), (sum, size) => sum + size);
        var isSplit = !whole.HoldsAlso(new ClassSize(own.IlBytes, own.TableBytes));
        var parts = isSplit ? PartSplit.Parts(sizes, [.. kernels.Select(kernel => kernel.Layer)]) : [.. sizes.Select(_ => 0)];
        string NameOf(int part) =>
            isSplit ? string.Create(CultureInfo.InvariantCulture, $"{context.NetworkClass}.Part{part + 1}") : context.NetworkClass;
        var assemblyOf = classes
            .Zip(parts, (type, part) => (type.Name, Assembly: NameOf(part)))
            .Append((own.Name, context.NetworkClass))
            .ToDictionary(pair => pair.Name, pair => pair.Item2, StringComparer.Ordinal);
        var known = classes.Append(own).ToDictionary(type => type.Name, StringComparer.Ordinal);
        var files = classes
            .Append(own)
            .GroupBy(type => assemblyOf[type.Name], StringComparer.Ordinal)
            .Select(assembly => FileOf(assembly.Key, nameSpace, [.. assembly], assemblyOf, known))
            .ToList();
        return new AssemblySizes(files.Count, files.Sum(file => file.Bytes), files.Sum(file => file.LoadedBytes));
    }

    /// <summary>Bytes of flash that the classes of a layer add to an assembly that holds others.</summary>
    public static int FlashAdded(ImmutableArray<KernelClass> kernels)
    {
        var other = new PortableClass("", [], [new PortableMethod("Run", ["byte[]"], [.. Enumerable.Repeat("int", 4)], 0)], []);
        return FileOf([other, .. kernels.Select(PortableClass.Of)]).Bytes - FileOf([other]).Bytes;
    }

    private static PortableFileSize FileOf(ImmutableArray<PortableClass> classes) => new("", "", classes, [], []);

    private static PortableFileSize FileOf(
        string assembly,
        string nameSpace,
        ImmutableArray<PortableClass> classes,
        Dictionary<string, string> assemblyOf,
        Dictionary<string, PortableClass> known
    )
    {
        var members = classes.SelectMany(type => type.Methods).SelectMany(method => method.Members).ToList();
        var called = members
            .Where(member => known.ContainsKey(member.ClassName) && assemblyOf[member.ClassName] != assembly)
            .Select(member => new CalledMethod(
                assemblyOf[member.ClassName],
                member.ClassName,
                known[member.ClassName].Methods.First(method => method.Name == member.Name)
            ));
        return new PortableFileSize(assembly, nameSpace, classes, called, members.Where(member => !known.ContainsKey(member.ClassName)));
    }
}
