using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Lowering;
using Striate.Codegen.Syntax;
using Striate.Platform.Deployment.Format;

namespace Striate.Codegen.Planning;

/// <summary>Bytes of flash that classes take.</summary>
internal static class FlashSize
{
    /// <summary>The assemblies of a network: they will be split as their classes are, and each is a file.</summary>
    /// <param name="context">What the classes were lowered over.</param>
    /// <param name="nameSpace">Namespace of all classes.</param>
    /// <param name="kernels">The classes of the layers.</param>
    /// <param name="own">The network's own.</param>
    public static int Of(LoweringContext context, string nameSpace, ImmutableArray<KernelClass> kernels, PortableClass own)
    {
        ImmutableArray<PortableClass> classes = [.. kernels.Select(PortableClass.Of)];
        ImmutableArray<ClassSize> sizes = [.. kernels.Select(kernel => new ClassSize(kernel.IlBytes, kernel.TableBytes))];
        var whole = sizes.Aggregate(new ClassSize(0, 0), (sum, size) => sum + size);
        var isSplit = !whole.HoldsAlso(new ClassSize(own.IlBytes, 0));
        var parts = isSplit ? PartSplit.Parts(sizes, [.. kernels.Select(kernel => kernel.Layer)]) : [.. sizes.Select(_ => 0)];
        string NameOf(int part) => isSplit ? string.Create(CultureInfo.InvariantCulture, $"{context.NetworkClass}.Part{part + 1}") : context.NetworkClass;
        var assemblyOf = classes.Zip(parts, (type, part) => (type.Name, Assembly: NameOf(part))).Append((own.Name, context.NetworkClass))
            .ToDictionary(pair => pair.Name, pair => pair.Item2, StringComparer.Ordinal);
        var known = classes.Append(own).ToDictionary(type => type.Name, StringComparer.Ordinal);
        return classes.Append(own).GroupBy(type => assemblyOf[type.Name], StringComparer.Ordinal).Sum(assembly => BytesOf(assembly.Key, nameSpace, [.. assembly], assemblyOf, known));
    }

    /// <summary>What the classes of a layer add to an assembly that holds others.</summary>
    public static int Of(ImmutableArray<KernelClass> kernels)
    {
        if (kernels.IsEmpty)
        {
            return 0;
        }

        ImmutableArray<PortableClass> classes = [.. kernels.Select(PortableClass.Of)];
        var file = new PortableFile("", "");
        file.Add(new PortableClass("", [], [new PortableMethod("Run", ["byte[]"], [.. Enumerable.Repeat("int", 4)], 0)], []));
        var before = file.Bytes;
        file.AddBlocks([.. classes.SelectMany(type => type.Tables)]);
        foreach (var type in classes)
        {
            file.Add(type);
        }

        return file.Bytes - before;
    }

    private static int BytesOf(
        string assembly, string nameSpace, ImmutableArray<PortableClass> classes, Dictionary<string, string> assemblyOf, Dictionary<string, PortableClass> known)
    {
        var file = new PortableFile(assembly, nameSpace);
        foreach (var member in classes.SelectMany(type => type.Methods).SelectMany(method => method.Members))
        {
            if (!known.TryGetValue(member.ClassName, out var type))
            {
                file.AddLibrary(member);
            }
            else if (assemblyOf[type.Name] != assembly)
            {
                file.AddReference(assemblyOf[type.Name], type.Name, type.Methods.First(method => method.Name == member.Name));
            }
        }

        file.AddBlocks([.. classes.SelectMany(type => type.Tables)]);
        foreach (var type in classes.OrderBy(type => type.Name, NameOrder.Instance))
        {
            file.Add(type);
        }

        return file.Bytes;
    }
}
