using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Writing;

/// <summary>Writes the records of a .pe's tables. Texts and signatures get their places in the order in which records name them.</summary>
internal sealed class PortableTables
{
    private readonly SourceAssembly _source;
    private readonly SourceAttributes _attributes;
    private readonly RecordNumbers _numbers;
    private readonly StringTable _strings;
    private readonly SignatureTable _signatureBytes;
    private readonly SignatureEncoder _signatures;
    private readonly OperandNumbers _operands;
    private readonly AttributeEncoder _arguments;
    private readonly CodeEncoder _encoder;
    private readonly TypeSpecifications _specifications = new();
    private readonly List<byte> _code = [];
    private readonly Dictionary<SourceMethod, ushort> _offsets = [];

    public PortableTables(
        SourceAssembly source,
        SourceAttributes attributes,
        RecordNumbers numbers,
        PortableReferences references,
        StringTable strings
    )
    {
        (_source, _attributes, _numbers, _strings) = (source, attributes, numbers, strings);
        _signatureBytes = new SignatureTable(source.Name);
        _signatures = new SignatureEncoder(numbers, _specifications, _signatureBytes);
        _operands = new OperandNumbers(source, numbers, _specifications);
        _arguments = new AttributeEncoder(references, strings);
        _encoder = new CodeEncoder(source, _operands, strings);
        ReadOnlyMemory<byte>[] records =
        [
            Table(WriteAssemblies),
            Table(WriteTypeReferences),
            Table(writer => WriteMembers(writer, numbers.FieldReferences)),
            Table(writer => WriteMembers(writer, numbers.MethodReferences)),
            Table(WriteTypes),
            Table(WriteFields),
            Table(WriteMethods),
            Table(WriteAttributes),
            Table(WriteSpecifications),
        ];
        NameNumber = strings.Add(source.Name);
        var nothing = ReadOnlyMemory<byte>.Empty;
        All = [.. records, nothing, nothing, strings.Bytes.ToArray(), _signatureBytes.Bytes.ToArray(), _code.ToArray(), nothing, nothing];
    }

    /// <summary>The bytes of all tables, in the order of the file.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> All { get; }

    /// <summary>The number of the assembly's name.</summary>
    public ushort NameNumber { get; }

    private static byte[] Table(Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        write(writer);
        return bytes.ToArray();
    }

    private ushort Text(StringHandle handle) => _strings.Add(_source.Reader.GetString(handle));

    private void WriteAssemblies(BinaryWriter writer)
    {
        foreach (var assembly in _numbers.Assemblies.Select(_source.Reader.GetAssemblyReference))
        {
            writer.Write(Text(assembly.Name));
            writer.Write((ushort)0);
            PortableWriter.WriteVersion(writer, assembly.Version);
        }
    }

    private void WriteTypeReferences(BinaryWriter writer)
    {
        foreach (var type in _numbers.TypeReferences.Select(_source.Reader.GetTypeReference))
        {
            writer.Write(Text(type.Name));
            writer.Write(Text(type.Namespace));
            var scope = _numbers.TryGet(type.ResolutionScope, out var number)
                ? number
                : throw new BadImageFormatException("a referenced type is in no assembly");
            writer.Write((ushort)(type.ResolutionScope.Kind == HandleKind.TypeReference ? scope | 0x8000 : scope));
            writer.Write((ushort)0);
        }
    }

    private void WriteMembers(BinaryWriter writer, ImmutableArray<SourceMember> members)
    {
        foreach (var member in members)
        {
            writer.Write(_strings.Add(member.Name));
            writer.Write(_operands.Declaring(member));
            writer.Write(member.Field is { } field ? _signatures.AddField(field) : _signatures.AddMethod(member.Signature!.Value));
            writer.Write((ushort)0);
        }
    }

    private void WriteTypes(BinaryWriter writer)
    {
        foreach (var type in _numbers.Types)
        {
            writer.Write(Text(type.Definition.Name));
            writer.Write(Text(type.Definition.Namespace));
            writer.Write(_operands.TypeOrNone(type.Definition.BaseType));
            writer.Write(_operands.TypeOrNone(type.Definition.GetDeclaringType()));
            var fields = FieldCounts(type);
            WriteMethodCounts(writer, type);
            writer.Write((byte)SignatureEncoder.KindOf(type));
            writer.Write(fields);
            var hasFinalizer =
                type.FullName != "System.Object" && type.Methods.Any(method => method.IsFinalizer && _numbers.TryGet(method.Handle, out _));
            writer.Write((ushort)SourceFlags.Of(type, HasAttributes(type.Handle), hasFinalizer));
        }
    }

    private byte[] FieldCounts(SourceType type)
    {
        var fields = type.OrderedFields.Where(field => _numbers.TryGet(field.Handle, out _)).ToList();
        foreach (var field in fields)
        {
            _signatures.AddField(field.Type);
            if (field.IsStatic)
            {
                _signatures.AddData(field.Data.AsSpan());
            }

            _strings.Add(field.Name);
        }

        var statics = fields.Count(field => field.IsStatic);
        var firstStatic = statics > 0 ? Number(fields[0].Handle) : 0;
        var firstInstance = statics < fields.Count ? Number(fields[statics].Handle) : 0;
        firstStatic = statics == 0 && firstStatic < firstInstance ? firstInstance : firstStatic;
        return
        [
            (byte)firstStatic,
            (byte)(firstStatic >> 8),
            (byte)firstInstance,
            (byte)(firstInstance >> 8),
            (byte)statics,
            (byte)(fields.Count - statics),
        ];
    }

    private void WriteMethodCounts(BinaryWriter writer, SourceType type)
    {
        var first = _offsets.Count;
        var methods = type.OrderedMethods.Where(method => _numbers.TryGet(method.Handle, out _)).ToList();
        foreach (var method in methods)
        {
            AddCode(method);
            _signatures.AddMethod(method.Signature);
            _signatures.AddLocals(method.Body?.Locals ?? []);
            _strings.Add(method.Name);
        }

        writer.Write(_signatures.AddInterfaces(type.Interfaces));
        writer.Write((ushort)first);
        writer.Write((byte)methods.Count(method => method.IsVirtual));
        writer.Write((byte)methods.Count(method => !method.IsVirtual && !method.IsStatic));
        writer.Write((byte)methods.Count(method => method.IsStatic && !method.IsVirtual));
    }

    private void AddCode(SourceMethod method)
    {
        var code = method.Body is null ? [] : _encoder.Encode(method);
        if (_code.Count + code.Length > ushort.MaxValue)
        {
            throw new UnportableException(
                Diagnostic.Exceeds(Limits.AssemblyBytecode, Location.Assembly(_source.Name), _code.Count + code.Length)
            );
        }

        _offsets.Add(method, method.Body is null ? PortableLayout.None : (ushort)_code.Count);
        _code.AddRange(code);
    }

    private void WriteFields(BinaryWriter writer)
    {
        foreach (var field in _numbers.Fields)
        {
            writer.Write(_strings.Add(field.Name));
            writer.Write(_signatures.AddField(field.Type));
            writer.Write(_signatures.AddData(field.Data.AsSpan()));
            writer.Write((ushort)SourceFlags.Of(field, HasAttributes(field.Handle)));
        }
    }

    private void WriteMethods(BinaryWriter writer)
    {
        var entryPoint = _source.EntryPoint;
        foreach (var method in _numbers.Methods)
        {
            writer.Write(_strings.Add(method.Name));
            writer.Write(_offsets.GetValueOrDefault(method, PortableLayout.None));
            writer.Write((uint)SourceFlags.Of(method, HasAttributes(method.Handle), method.Handle == entryPoint));
            writer.Write(SignatureEncoder.Short(method.Signature.ReturnType));
            writer.Write((byte)(method.Signature.ParameterTypes.Length + (method.IsStatic ? 0 : 1)));
            writer.Write((byte)(method.Body?.Locals.Length ?? 0));
            writer.Write((byte)(method.Body is null ? 0 : StackSize.Of(_source, method.Body)));
            var signature = _signatures.AddMethod(method.Signature);
            var isLoaded =
                method.Definition.Attributes.HasFlag(MethodAttributes.Abstract)
                || (method.Definition.ImplAttributes & (MethodImplAttributes.Runtime | MethodImplAttributes.InternalCall)) != 0;
            writer.Write(
                method.Body is { } body ? _signatures.AddLocals(body.Locals)
                : isLoaded ? (ushort)0
                : PortableLayout.None
            );
            writer.Write(signature);
        }
    }

    private void WriteAttributes(BinaryWriter writer)
    {
        foreach (var attribute in _attributes.All)
        {
            if (!AttributeRules.Ignores(attribute.TypeName) && _numbers.TryGet(attribute.Constructor, out _))
            {
                writer.Write((ushort)attribute.OwnerTable);
                writer.Write((ushort)attribute.OwnerIndex);
                writer.Write(_operands.Method(attribute.Constructor));
                writer.Write(_signatures.AddBytes(_arguments.Encode(attribute)));
            }
        }
    }

    private void WriteSpecifications(BinaryWriter writer)
    {
        foreach (var type in _specifications.All)
        {
            writer.Write(_signatures.AddType(type));
            writer.Write((ushort)0);
        }
    }

    private bool HasAttributes(EntityHandle handle) => _source.Reader.GetCustomAttributes(handle).Count > 0;

    private int Number(EntityHandle handle) =>
        _numbers.TryGet(handle, out var number) ? number : throw new BadImageFormatException("a member is not there");
}
