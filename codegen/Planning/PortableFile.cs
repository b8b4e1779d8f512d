using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Striate.Codegen.Syntax;
using Striate.Platform.Deployment;

namespace Striate.Codegen.Planning;

/// <summary>
/// The bytes of a .pe, reckoned from what is in it: records of fixed sizes, names that stand there once, signatures and data that
/// are not written again where they stand already.
/// </summary>
internal sealed class PortableFile
{
    private const int HeaderBytes = 124;
    private const int AssemblyRecord = 12;
    private const int ReferenceRecord = 8;
    private const int TypeRecord = 24;
    private const int FieldRecord = 8;
    private const int MethodRecord = 16;

    // The name of a block of data is its hash.
    private const int HashBytes = 64;

    private const byte Array = 0x13;
    private const byte Class = 0x11;
    private const byte ValueType = 0x12;
    private const byte Field = 0x06;

    private readonly string _nameSpace;
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _typeReferences = new(StringComparer.Ordinal);
    private readonly HashSet<Member> _methodReferences = [];
    private readonly HashSet<string> _assemblies = new(StringComparer.Ordinal);
    private readonly HashSet<string> _signaturesKnown = new(StringComparer.Ordinal);
    private readonly HashSet<string> _blocks = new(StringComparer.Ordinal);
    private readonly List<byte> _signatures = [];
    private int _textBytes = 1;
    private int _blockFields;
    private int _types;
    private int _fields;
    private int _methods;
    private int _code;

    /// <param name="name">Name of the assembly.</param>
    /// <param name="nameSpace">Namespace of its classes.</param>
    public PortableFile(string name, string nameSpace)
    {
        _nameSpace = nameSpace;
        AddText(name);
        _assemblies.Add("mscorlib");
        _typeReferences.Add("Object");
    }

    /// <summary>Bytes of the file.</summary>
    public int Bytes => HeaderBytes + (AssemblyRecord * _assemblies.Count) + (ReferenceRecord * (_typeReferences.Count + _methodReferences.Count))
        + (TypeRecord * _types) + (FieldRecord * (_fields + _blockFields)) + (MethodRecord * _methods) + Padded(_textBytes) + Padded(_signatures.Count) + Padded(_code);

    /// <summary>A method of a class of another assembly is called.</summary>
    public void AddReference(string assembly, string type, PortableMethod method)
    {
        if (_assemblies.Add(assembly))
        {
            AddText(assembly);
        }

        if (_typeReferences.Add(type))
        {
            AddText(type);
            AddText(_nameSpace);
        }

        if (_methodReferences.Add(new Member(type, method.Name)))
        {
            AddText(method.Name);
            AddSignature(SignatureOf(method));
        }
    }

    /// <summary>A method of the library is called.</summary>
    public void AddLibrary(Member member)
    {
        _typeReferences.Add(member.ClassName);
        if (_methodReferences.Add(member))
        {
            AddSignature(member.Name == "Copy" ? [0, 5, 0, Class, 1, 7, Class, 1, 7, 7] : [0, 3, 0, Class, 1, 7, 7]);
        }
    }

    /// <summary>The data of tables, which a class of the compiler's own holds.</summary>
    public void AddBlocks(IReadOnlyCollection<TableText> tables)
    {
        if (tables.Count == 0)
        {
            return;
        }

        if (_types == 0)
        {
            AddSignature([0, 2, 0, Class, 1, ValueType, 2]);
            _methodReferences.Add(new Member("RuntimeHelpers", "InitializeArray"));
            _typeReferences.UnionWith(["RuntimeHelpers", "RuntimeFieldHandle", "Array"]);
            AddText("<PrivateImplementationDetails>");
            _types++;
        }

        foreach (var table in tables)
        {
            var data = DataOf(table);
            if (!_blocks.Add(Convert.ToHexString(data)))
            {
                continue;
            }

            _blockFields++;
            _textBytes += HashBytes + 1;
            if (data.Length is not (1 or 2 or 4 or 8))
            {
                AddBlockType(data.Length);
            }

            AddSignature([(byte)data.Length, (byte)(data.Length >> 8), .. data]);
        }
    }

    /// <summary>A class; those that methods call in other assemblies are added by themselves.</summary>
    public void Add(PortableClass type)
    {
        _types++;
        AddText(type.Name);
        AddText(_nameSpace);
        foreach (var field in type.Fields)
        {
            _fields++;
            AddText(field.Name);
            AddSignature([Field, .. Encoded(field.Type)]);
            _typeReferences.Add(field.Type);
        }

        foreach (var method in type.Methods)
        {
            _methods++;
            _code += method.IlBytes;
            AddText(method.Name);
            AddSignature(SignatureOf(method));
            if (!method.Slots.IsEmpty)
            {
                AddSignature([.. method.Slots.SelectMany(Encoded)]);
            }
        }

        foreach (var text in type.Texts)
        {
            AddText(text);
        }
    }

    private void AddBlockType(int bytes)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"__StaticArrayInitTypeSize={bytes}");
        if (!_texts.Contains(name))
        {
            _types++;
            AddText(name);
            _typeReferences.Add("ValueType");
            AddSignature([Field, ValueType, (byte)(_types << 2)]);
        }
    }

    private void AddText(string text)
    {
        if (!DeviceNames.Contain(text) && _texts.Add(text))
        {
            _textBytes += Encoding.UTF8.GetByteCount(text) + 1;
        }
    }

    private void AddSignature(ReadOnlySpan<byte> signature)
    {
        if (_signaturesKnown.Add(Convert.ToHexString(signature)) && (_signatures.Count == 0 || CollectionsMarshal.AsSpan(_signatures)[..^1].IndexOf(signature) < 0))
        {
            _signatures.AddRange(signature);
        }
    }

    private static byte[] SignatureOf(PortableMethod method) =>
        [0, (byte)method.Parameters.Length, .. Encoded(method.Returns), .. method.Parameters.SelectMany(Encoded)];

    private static byte[] Encoded(string type) => type switch
    {
        "void" => [0],
        "int" => [7],
        "long" => [10],
        "string" => [15],
        "sbyte[]" => [Array, 2],
        "byte[]" => [Array, 3],
        "short[]" => [Array, 5],
        "int[]" => [Array, 7],
        "long[]" => [Array, 10],
        "string[]" => [Array, 15],
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

    private static int Padded(int bytes) => (bytes + 3) & ~3;
}
