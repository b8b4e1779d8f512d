namespace Striate.Platform.Deployment.Writing;

/// <summary>The names of an assembly in the order in which a .pe lists them, before and after what is not needed is left out.</summary>
internal static class SourceNames
{
    /// <summary>
    /// References to members that can have a record: those of types that are referenced by name, of primitive types and of generic ones.
    /// </summary>
    public static IReadOnlyList<SourceMember> Recordable(SourceAssembly source)
    {
        var types = source
            .Reader.TypeReferences.Select(handle => TypeNodes.NameOf(source.Reader, handle))
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. source.Members.Where(member =>
                member.Declaring is { } type
                && (
                    types.Contains(type.FullName)
                    || type.Innermost.Kind == TypeNodeKind.Primitive
                    || type.Kind == TypeNodeKind.GenericInstance
                    || type.HasParameter
                )
            ),
        ];
    }

    /// <summary>All names of an assembly: literals that are among them come before others.</summary>
    public static StringTable All(
        SourceAssembly source,
        SourceAttributes attributes,
        PortableReferences references,
        IEnumerable<SourceMember> members
    )
    {
        var strings = new StringTable(source.Name);
        AddReferences(source, strings, _ => true);
        foreach (var member in members)
        {
            strings.Add(member.Name);
        }

        foreach (var type in source.Types)
        {
            AddType(source, strings, type);
            foreach (var field in type.OrderedFields)
            {
                strings.Add(field.Name);
            }
        }

        var arguments = new AttributeEncoder(references, strings);
        foreach (var attribute in attributes.All.Where(attribute => !AttributeRules.Ignores(attribute.TypeName)))
        {
            arguments.Encode(attribute);
        }

        strings.Add(source.Name);
        return strings;
    }

    /// <summary>The names of a .pe's records, then the literals.</summary>
    public static StringTable Used(SourceAssembly source, UsedRecords used)
    {
        var strings = new StringTable(source.Name);
        AddReferences(source, strings, used.Contains);
        var types = source
            .Reader.TypeReferences.Where(handle => used.Contains(handle))
            .Select(handle => TypeNodes.NameOf(source.Reader, handle))
            .ToList();
        foreach (
            var member in source.Members.Where(member =>
                member.Declaring is { } type && types.Exists(name => name.Contains(type.FullName, StringComparison.Ordinal))
            )
        )
        {
            strings.Add(member.Name);
        }

        foreach (var type in source.Types.Where(type => used.Contains(type.Handle)))
        {
            AddType(source, strings, type);
            foreach (var field in type.Fields.Where(field => !field.IsStatic))
            {
                strings.Add(field.Name);
            }

            foreach (var method in type.Methods)
            {
                strings.Add(method.Name);
            }
        }

        foreach (var literal in used.Literals)
        {
            strings.Add(literal);
        }

        return strings;
    }

    private static void AddReferences(SourceAssembly source, StringTable strings, Func<System.Reflection.Metadata.EntityHandle, bool> used)
    {
        foreach (var assembly in source.Reader.AssemblyReferences.Where(handle => used(handle)).Select(source.Reader.GetAssemblyReference))
        {
            strings.Add(source.Reader.GetString(assembly.Name));
        }

        foreach (var type in source.Reader.TypeReferences.Where(handle => used(handle)).Select(source.Reader.GetTypeReference))
        {
            strings.Add(source.Reader.GetString(type.Namespace));
            strings.Add(source.Reader.GetString(type.Name));
        }
    }

    private static void AddType(SourceAssembly source, StringTable strings, SourceType type)
    {
        strings.Add(source.Reader.GetString(type.Definition.Namespace));
        strings.Add(source.Reader.GetString(type.Definition.Name));
    }
}
