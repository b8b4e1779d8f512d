using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Striate.Platform.Deployment.Writing;

/// <summary>The rows that a .pe has, and their numbers.</summary>
internal sealed class RecordNumbers
{
    // Operands and records keep two or one bits of a number for the table that it belongs to.
    private const int MostTypes = 0x4000;
    private const int MostMembers = 0x8000;

    private readonly Dictionary<EntityHandle, ushort> _numbers = [];
    private readonly Dictionary<string, ushort> _typeReferences = new(StringComparer.Ordinal);

    public RecordNumbers(SourceAssembly source, UsedRecords used, IEnumerable<SourceMember> members)
    {
        var reader = source.Reader;
        var place = Location.Assembly(source.Name);
        Assemblies = Number(reader.AssemblyReferences.Where(handle => used.Contains(handle)), handle => handle, MostTypes, place);
        TypeReferences = Number(reader.TypeReferences.Where(handle => used.Contains(handle)), handle => handle, MostTypes, place);
        Fields = Number(
            source.Types.SelectMany(type => type.OrderedFields).Where(field => used.Contains(field.Handle)),
            field => field.Handle,
            MostMembers,
            place
        );
        Methods = Number(
            source.Types.SelectMany(type => type.OrderedMethods).Where(method => used.Contains(method.Handle)),
            method => method.Handle,
            MostMembers,
            place
        );
        Types = Number(source.Types.Where(type => used.Contains(type.Handle)), type => type.Handle, MostTypes, place);
        var reached = members.Where(member => used.Contains(member.Handle)).ToList();
        FieldReferences = Number(reached.Where(member => member.Field is not null), member => member.Handle, MostMembers, place);
        MethodReferences = Number(reached.Where(member => member.Signature is not null), member => member.Handle, MostMembers, place);
        foreach (var handle in TypeReferences)
        {
            var name = TypeNodes.NameOf(reader, handle);
            if (!_typeReferences.TryAdd(name, _numbers[handle]))
            {
                throw new UnportableException(
                    Diagnostic.Create(
                        DiagnosticNumbers.AmbiguousType,
                        Location.Type(name),
                        "two referenced assemblies have a type of this name"
                    )
                );
            }
        }
    }

    public ImmutableArray<AssemblyReferenceHandle> Assemblies { get; }

    public ImmutableArray<TypeReferenceHandle> TypeReferences { get; }

    public ImmutableArray<SourceMember> FieldReferences { get; }

    public ImmutableArray<SourceMember> MethodReferences { get; }

    public ImmutableArray<SourceType> Types { get; }

    public ImmutableArray<SourceField> Fields { get; }

    public ImmutableArray<SourceMethod> Methods { get; }

    /// <summary>The number of a row in its table, if the .pe has it.</summary>
    public bool TryGet(EntityHandle handle, out ushort number) => _numbers.TryGetValue(handle, out number);

    /// <summary>The number of a referenced type by its full name, if the .pe has it.</summary>
    public bool TryGetReference(string type, out ushort number) => _typeReferences.TryGetValue(type, out number);

    private ImmutableArray<T> Number<T>(IEnumerable<T> rows, Func<T, EntityHandle> handleOf, int most, Location place)
    {
        var all = rows.ToImmutableArray();
        if (all.Length > most)
        {
            throw new UnportableException(
                Diagnostic.Create(
                    DiagnosticNumbers.TableRows,
                    place,
                    $"{all.Length:N0} rows of one table; a .pe numbers {most:N0}",
                    all.Length,
                    most
                )
            );
        }

        for (var i = 0; i < all.Length; i++)
        {
            _numbers.Add(handleOf(all[i]), (ushort)i);
        }

        return all;
    }
}
