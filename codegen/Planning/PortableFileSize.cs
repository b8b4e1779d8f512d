using System.Globalization;
using System.Security.Cryptography;
using Striate.Codegen.Syntax;
using Striate.Platform.Deployment;
using Striate.Platform.Deployment.Format;

namespace Striate.Codegen.Planning;

/// <summary>A method of a class in another assembly of the network.</summary>
/// <param name="Assembly">Name of that assembly.</param>
/// <param name="ClassName">The class.</param>
/// <param name="Method">The method.</param>
internal sealed record CalledMethod(string Assembly, string ClassName, PortableMethod Method);

/// <summary>The bytes of a .pe, reckoned from what is in it: what the compiler makes of classes, in the order of the file.</summary>
internal sealed class PortableFileSize
{
    private const string CoreLibrary = "mscorlib";
    private const string Runtime = "System.Runtime.CompilerServices";
    private const string Blocks = "<PrivateImplementationDetails>";

    private readonly PortableContents _contents;
    private readonly string _nameSpace;
    private readonly List<string> _references = [];

    /// <summary>The file of an assembly.</summary>
    /// <param name="assembly">Its name.</param>
    /// <param name="nameSpace">Namespace of all classes.</param>
    /// <param name="classes">Its classes.</param>
    /// <param name="called">Methods of classes in other assemblies that are called, each as often as it may be.</param>
    /// <param name="library">Methods of the library that are called.</param>
    public PortableFileSize(
        string assembly,
        string nameSpace,
        IReadOnlyCollection<PortableClass> classes,
        IEnumerable<CalledMethod> called,
        IEnumerable<Member> library
    )
    {
        _nameSpace = nameSpace;
        _contents = new PortableContents(assembly);
        _contents.AddAssembly(CoreLibrary);
        Refer("System", "Object");
        foreach (var field in classes.SelectMany(type => type.Fields))
        {
            var name = ElementName(field.Type);
            Refer("System", name["System.".Length..]);
        }

        AddCalled([.. called]);
        AddLibrary([.. library.Distinct()]);
        AddBlocks([.. classes.SelectMany(type => type.Tables).Select(DataOf).DistinctBy(block => Convert.ToHexString(block))]);
        foreach (var type in classes.OrderBy(type => type.Name, NameOrder.Instance))
        {
            Add(type);
        }
    }

    /// <summary>Bytes of the file.</summary>
    public int Bytes => _contents.Bytes;

    /// <summary>Heap that the loader takes for it.</summary>
    public long LoadedBytes => _contents.LoadedBytes;

    private int Refer(string nameSpace, string type)
    {
        var number = _references.IndexOf(type);
        if (number < 0)
        {
            number = _references.Count;
            _references.Add(type);
            _contents.AddTypeReference(nameSpace, type);
        }

        return number;
    }

    private void AddCalled(CalledMethod[] called)
    {
        foreach (var assembly in called.Select(method => method.Assembly).Distinct(StringComparer.Ordinal))
        {
            _contents.AddAssembly(assembly);
        }

        foreach (var method in called.DistinctBy(method => (method.ClassName, method.Method.Name)))
        {
            Refer(_nameSpace, method.ClassName);
            _contents.AddMethodReference(method.Method.Name, SignatureOf(method.Method));
        }
    }

    private void AddLibrary(Member[] members)
    {
        foreach (var member in members)
        {
            var (type, number, nothing) = (
                PortableSignature.OfReferencedClass(Refer("System", member.ClassName)),
                TypeOf("int"),
                TypeOf("void")
            );
            _contents.AddMethodReference(
                member.Name,
                PortableSignature.OfMethod(nothing, member.Name == "Copy" ? [type, number, type, number, number] : [type, number, number])
            );
        }
    }

    /// <summary>The data of tables, which a class of the compiler's own holds.</summary>
    private void AddBlocks(byte[][] blocks)
    {
        if (blocks.Length == 0)
        {
            return;
        }

        Refer(Runtime, "RuntimeHelpers");
        var (array, handle) = (Refer("System", "Array"), Refer("System", "RuntimeFieldHandle"));
        _contents.AddMethodReference(
            "InitializeArray",
            PortableSignature.OfMethod(
                TypeOf("void"),
                [PortableSignature.OfReferencedClass(array), PortableSignature.OfReferencedStructure(handle)]
            )
        );
        var first = _contents.AddType("", Blocks) + 1;
        var sizes = blocks.Select(block => block.Length).Where(length => PrimitiveOf(length) is null).Distinct().Order().ToList();
        foreach (var block in blocks)
        {
            var type = PrimitiveOf(block.Length) is { } primitive
                ? TypeOf(primitive)
                : PortableSignature.OfStructure(first + sizes.IndexOf(block.Length));
            _contents.AddField(Convert.ToHexString(SHA256.HashData(block)), PortableSignature.OfField(type), block);
        }

        foreach (var size in sizes)
        {
            Refer("System", "ValueType");
            _contents.AddType("", string.Create(CultureInfo.InvariantCulture, $"__StaticArrayInitTypeSize={size}"));
        }
    }

    private void Add(PortableClass type)
    {
        _contents.AddType(_nameSpace, type.Name);
        foreach (var field in type.Fields)
        {
            _contents.AddField(field.Name, PortableSignature.OfField(TypeOf(field.Type)));
        }

        foreach (var method in type.Methods)
        {
            _contents.AddMethod(method.Name, SignatureOf(method), [.. method.Slots.SelectMany(TypeOf)], method.IlBytes);
        }

        foreach (var text in type.Texts)
        {
            _contents.AddText(text);
        }
    }

    // A block of as many bytes as a number is one.
    private static string? PrimitiveOf(int bytes) =>
        bytes switch
        {
            1 => "byte",
            2 => "short",
            4 => "int",
            8 => "long",
            _ => null,
        };

    private static byte[] SignatureOf(PortableMethod method) =>
        PortableSignature.OfMethod(TypeOf(method.Returns), [.. method.Parameters.Select(TypeOf)]);

    private static byte[] TypeOf(string type) =>
        PortableSignature.OfType(type.EndsWith("[]", StringComparison.Ordinal) ? ElementName(type) + "[]" : ElementName(type));

    /// <summary>The name that a type of C#, or the element of an array of it, has in the library.</summary>
    private static string ElementName(string type) =>
        (type.EndsWith("[]", StringComparison.Ordinal) ? type[..^2] : type) switch
        {
            "void" => "System.Void",
            "bool" => "System.Boolean",
            "sbyte" => "System.SByte",
            "byte" => "System.Byte",
            "short" => "System.Int16",
            "int" => "System.Int32",
            "long" => "System.Int64",
            "string" => "System.String",
            _ => throw new ArgumentException($"no signature has a {type}"),
        };

    private static byte[] DataOf(TableText table)
    {
        var data = new byte[table.Bytes];
        for (var index = 0; index < table.Values.Length; index++)
        {
            for (var number = 0; number < table.ElementBytes; number++)
            {
                data[(index * table.ElementBytes) + number] = (byte)(table.Values[index] >> (8 * number));
            }
        }

        return data;
    }
}
