using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Striate.Platform.Checking;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Writing;

/// <summary>
/// The order of types in a .pe: by name, but behind the types that they are nested in, that they implement, and that the
/// methods which they call take and return (nanoTablesContext.cs, SortTypesAccordingUsages). Static constructors run in it.
/// </summary>
internal sealed class TypeOrder
{
    private readonly SourceAssembly _source;
    private readonly HashSet<SourceType> _placed = [];
    private readonly List<SourceType> _order = [];

    private TypeOrder(SourceAssembly source) => _source = source;

    /// <summary>All types but the module's own.</summary>
    public static IEnumerable<SourceType> Of(SourceAssembly source)
    {
        var order = new TypeOrder(source);
        foreach (
            var type in source
                .TypesByHandle.Values.Where(type => type.FullName != "<Module>")
                .OrderBy(type => type.FullName, NameOrder.Instance)
        )
        {
            order.Place(type);
        }

        return order._order;
    }

    private void Place(SourceType type)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (_placed.Contains(type))
        {
            return;
        }

        if (type.Declaring is { } declaring)
        {
            Place(declaring);
        }

        PlaceOwn(type.Interfaces);
        if (_placed.Add(type))
        {
            foreach (var method in Called(type))
            {
                var signature = _source.SignatureOf(method);
                PlaceOwn(
                    signature.ReturnType.FullName == "System.Void"
                        ? signature.ParameterTypes
                        : [signature.ReturnType, .. signature.ParameterTypes]
                );
            }

            _order.Add(type);
        }
    }

    private void PlaceOwn(IEnumerable<TypeNode> types)
    {
        foreach (var type in types)
        {
            if (type.Innermost.Handle is { IsNil: false, Kind: HandleKind.TypeDefinition } own)
            {
                Place(_source.TypesByHandle[(TypeDefinitionHandle)own]);
            }
        }
    }

    private static IEnumerable<EntityHandle> Called(SourceType type) =>
        from method in type.Methods
        where method.Body is not null
        from instruction in method.Body!.Instructions
        where Opcodes.Get(instruction.Opcode).OperandType is OperandType.InlineMethod
        select (EntityHandle)MetadataTokens.Handle((int)instruction.Operand);
}
