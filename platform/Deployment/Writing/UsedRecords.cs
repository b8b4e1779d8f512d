using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Striate.Platform.Checking;

namespace Striate.Platform.Deployment.Writing;

/// <summary>
/// What a .pe needs of an assembly's tables: what its types reach, step by step. References that nothing reaches are left
/// out, and literals get their place in the order in which they are reached (nanoAssemblyBuilder.cs, Minimize).
/// </summary>
internal sealed class UsedRecords
{
    private readonly SourceAssembly _source;
    private readonly SourceAttributes _attributes;
    private readonly PortableReferences _references;
    private readonly StringTable _names;
    private readonly HashSet<EntityHandle> _members;
    private readonly HashSet<EntityHandle> _reached = [];
    private readonly List<string> _literals = [];
    private HashSet<EntityHandle> _found = [];
    private SortedDictionary<ushort, string> _foundLiterals = [];

    /// <param name="source">The assembly.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <param name="references">What its references refer to.</param>
    /// <param name="names">All its names, before any is left out: literals that are names come before those that are not.</param>
    /// <param name="members">References to members that can have a record.</param>
    public UsedRecords(
        SourceAssembly source,
        SourceAttributes attributes,
        PortableReferences references,
        StringTable names,
        IEnumerable<SourceMember> members
    )
    {
        (_source, _attributes, _references, _names) = (source, attributes, references, names);
        _members = [.. members.Select(member => (EntityHandle)member.Handle)];
        Reach();
    }

    /// <summary>Literals that the firmware does not have, in the order in which they are reached.</summary>
    public IReadOnlyList<string> Literals => _literals;

    /// <summary>Whether a row is needed.</summary>
    public bool Contains(EntityHandle handle) => _reached.Contains(handle);

    private void Reach()
    {
        HashSet<EntityHandle> round =
        [
            .. _source.Types.Where(type => !_attributes.Rules.LeavesOut(type)).Select(type => (EntityHandle)type.Handle),
        ];
        while (round.Count > 0)
        {
            (_found, _foundLiterals) = ([], []);
            foreach (var handle in round.OrderBy(handle => MetadataTokens.GetToken(handle)))
            {
                _reached.Add(handle);
                Visit(handle);
            }

            _literals.AddRange(_foundLiterals.Values.Where(text => !_literals.Contains(text)));
            _found.ExceptWith(_reached);
            round = _found;
        }
    }

    private void Visit(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeReference:
                Add(_source.Reader.GetTypeReference((TypeReferenceHandle)handle).ResolutionScope);
                break;
            case HandleKind.MemberReference when _members.Contains(handle):
                Visit(_source.Member(handle));
                break;
            case HandleKind.TypeDefinition:
                Visit(_source.TypesByHandle[(TypeDefinitionHandle)handle]);
                break;
            case HandleKind.FieldDefinition:
                Visit(_source.Field((FieldDefinitionHandle)handle));
                break;
            case HandleKind.MethodDefinition:
                Visit(_source.Methods[(MethodDefinitionHandle)handle]);
                break;
        }
    }

    private void Visit(SourceMember member)
    {
        Add(member.Parent);
        AddValue(member.Field);
        if (member.Signature is { } signature)
        {
            AddValue(signature.ReturnType);
            foreach (var parameter in signature.ParameterTypes.Where(parameter => parameter.Kind != TypeNodeKind.Array))
            {
                AddValue(parameter);
            }
        }
    }

    private void Visit(SourceType type)
    {
        Add(type.Definition.BaseType);
        if (type.Declaring is { } declaring)
        {
            Add(declaring.Handle);
        }

        AddAttributes(type.Handle);
        foreach (var implementation in type.Definition.GetInterfaceImplementations())
        {
            Add(_source.Reader.GetInterfaceImplementation(implementation).Interface);
        }

        if (_attributes.Rules.LeavesOutMembers(type.FullName))
        {
            return;
        }

        foreach (var field in type.Fields)
        {
            Add(field.Handle);
        }

        foreach (var method in type.Methods)
        {
            Add(method.Handle);
        }
    }

    private void Visit(SourceField field)
    {
        AddValue(field.Type);
        AddAttributes(field.Handle);
    }

    private void Visit(SourceMethod method)
    {
        AddValue(method.Signature.ReturnType);
        foreach (var parameter in method.Signature.ParameterTypes)
        {
            AddValue(parameter.Kind == TypeNodeKind.ByReference ? parameter.Element : parameter);
        }

        AddAttributes(method.Handle);
        if (method.Body is not { } body)
        {
            return;
        }

        foreach (var local in body.Locals)
        {
            AddLocal(method, local);
        }

        foreach (var instruction in body.Instructions)
        {
            AddOperand(instruction);
        }

        foreach (var handler in body.Handlers.Where(handler => handler.Kind == ExceptionRegionKind.Catch))
        {
            Add(handler.CatchType);
        }
    }

    // A local of a nested class of another assembly keeps the outer class alone.
    private void AddLocal(SourceMethod method, TypeNode local)
    {
        if (local.Kind == TypeNodeKind.Pointer)
        {
            throw new UnportableException(
                Diagnostic.Create(DiagnosticNumbers.Pointer, method.Location, $"a local variable is a pointer ({local.FullName})")
            );
        }

        if (
            local.Handle is { IsNil: false, Kind: HandleKind.TypeReference } handle
            && _source.Reader.GetTypeReference((TypeReferenceHandle)handle).ResolutionScope is { Kind: HandleKind.TypeReference } outer
        )
        {
            Add(_references.IsEnum(local.FullName) ? handle : outer);
        }
        else
        {
            AddValue(local);
        }
    }

    private void AddOperand(Instruction instruction)
    {
        if (instruction.Opcode == ILOpCode.Ldstr)
        {
            var text = StringLiterals.Of(_source.Reader, instruction);
            if (_names.Add(text) is var number && number < Format.DeviceStrings.LowestNumber)
            {
                _foundLiterals[number] = text;
            }
        }
        else if (
            Opcodes.Get(instruction.Opcode).OperandType
            is OperandType.InlineMethod
                or OperandType.InlineField
                or OperandType.InlineType
                or OperandType.InlineTok
        )
        {
            Add((EntityHandle)MetadataTokens.Handle((int)instruction.Operand));
        }
    }

    private void AddAttributes(EntityHandle owner)
    {
        foreach (var attribute in _attributes.Of(owner).Where(attribute => _attributes.Rules.Keeps(attribute.TypeName)))
        {
            Add(attribute.Constructor);
        }
    }

    // References and pointers keep nothing; arrays keep what they are made of.
    private void AddValue(TypeNode? type)
    {
        if (type is { Kind: TypeNodeKind.Array, Innermost: { IsNamed: true } element })
        {
            Add(element.Handle);
        }
        else if (type is { IsNamed: true } or { Kind: TypeNodeKind.GenericInstance })
        {
            Add(type.Innermost.Handle);
        }
    }

    private void Add(EntityHandle handle)
    {
        if (!handle.IsNil)
        {
            _found.Add(handle);
        }
    }
}
