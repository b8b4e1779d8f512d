using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.Emit;
using System.Reflection.PortableExecutable;
using Striate.Platform.Checking;

namespace Striate.Platform.Deployment;

/// <summary>
/// What of other assemblies the code really uses: the metadata processor drops the rest, such as the types of attributes
/// (nanoAssemblyBuilder.cs, Minimize).
/// </summary>
internal sealed class UsedReferences
{
    private readonly MetadataReader _reader;
    private readonly HashSet<TypeReferenceHandle> _types = [];
    private readonly HashSet<MemberReferenceHandle> _members = [];
    private readonly PortableSignatures _signatures;

    private UsedReferences(MetadataReader reader)
    {
        _reader = reader;
        _signatures = new PortableSignatures(reader, type => { Add(type); return 0; });
    }

    public List<AssemblyReferenceHandle> Assemblies { get; private set; } = [];

    public List<TypeReferenceHandle> Types { get; private set; } = [];

    public List<MemberReferenceHandle> Members { get; private set; } = [];

    public static UsedReferences Of(PEReader file, MetadataReader reader)
    {
        MetadataShape.Check(reader);
        var used = new UsedReferences(reader);
        var written = reader.TypeDefinitions.Where(handle => PortableAttributes.IsWritten(reader, handle)).ToList();
        foreach (var type in written.Select(reader.GetTypeDefinition))
        {
            used.Add(type.BaseType);
            foreach (var implementation in type.GetInterfaceImplementations())
            {
                used.Add(reader.GetInterfaceImplementation(implementation).Interface);
            }
        }

        foreach (var attribute in PortableAttributes.Of(reader, written))
        {
            used.Add(attribute.Constructor);
        }

        foreach (var field in reader.FieldDefinitions.Select(reader.GetFieldDefinition))
        {
            field.DecodeSignature(used._signatures, null);
        }

        foreach (var method in reader.MethodDefinitions.Select(reader.GetMethodDefinition))
        {
            method.DecodeSignature(used._signatures, null);
            used.AddBody(file, method);
        }

        used.Members = [.. used._members.OrderBy(handle => MetadataTokens.GetRowNumber(handle))];
        used.Members.ForEach(used.AddSignature);
        used.Types = [.. used._types.OrderBy(handle => MetadataTokens.GetRowNumber(handle))];
        used.Assemblies = [.. used.Types.Select(type => reader.GetTypeReference(type).ResolutionScope)
            .Where(scope => scope.Kind == HandleKind.AssemblyReference).Select(scope => (AssemblyReferenceHandle)scope).Distinct()];
        return used;
    }

    /// <summary>The string literals of all methods.</summary>
    public static IEnumerable<string> Literals(PEReader file, MetadataReader reader, IEnumerable<MethodDefinition> methods)
    {
        foreach (var method in methods.Where(method => method.RelativeVirtualAddress != 0))
        {
            foreach (var instruction in InstructionReader.Read(file.GetMethodBody(method.RelativeVirtualAddress).GetILReader()))
            {
                if (instruction.Opcode == ILOpCode.Ldstr)
                {
                    yield return StringLiterals.Of(reader, instruction);
                }
            }
        }
    }

    private void Add(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeReference:
                _types.Add((TypeReferenceHandle)handle);
                Add(_reader.GetTypeReference((TypeReferenceHandle)handle).ResolutionScope);
                break;
            case HandleKind.TypeSpecification:
                _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_signatures, null);
                break;
            case HandleKind.MemberReference:
                _members.Add((MemberReferenceHandle)handle);
                Add(_reader.GetMemberReference((MemberReferenceHandle)handle).Parent);
                break;
        }
    }

    private void AddSignature(MemberReferenceHandle handle)
    {
        var member = _reader.GetMemberReference(handle);
        if (member.GetKind() == MemberReferenceKind.Field)
        {
            member.DecodeFieldSignature(_signatures, null);
        }
        else
        {
            member.DecodeMethodSignature(_signatures, null);
        }
    }

    private void AddBody(PEReader file, MethodDefinition method)
    {
        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        var body = file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_signatures, null);
        }

        foreach (var region in body.ExceptionRegions.Where(region => region.Kind == ExceptionRegionKind.Catch))
        {
            Add(region.CatchType);
        }

        foreach (var instruction in InstructionReader.Read(body.GetILReader()))
        {
            if (Opcodes.Get(instruction.Opcode).OperandType is
                OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                Add((EntityHandle)MetadataTokens.Handle((int)instruction.Operand));
            }
        }
    }
}
