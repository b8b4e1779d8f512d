using System.Collections.Immutable;
using Striate.Platform;

namespace Striate.Codegen.Syntax;

/// <summary>
/// A method as the compiler lays it out. A statement alone does not tell which slot a local gets, whether it gets one at all, and how
/// far a branch reaches; the whole method does.
/// </summary>
/// <param name="Cost">Of one execution, called methods included; bytes of this method alone.</param>
/// <param name="Slots">Types of the slots of locals.</param>
/// <param name="Depth">Most values on its evaluation stack; perhaps one less.</param>
/// <param name="Calls">The methods of generated code that it calls.</param>
/// <param name="Members">The methods of other classes that it calls.</param>
internal sealed record MethodLayout(
    CodeCost Cost,
    ImmutableArray<string> Slots,
    int Depth,
    ImmutableArray<KernelMethod> Calls,
    ImmutableArray<Member> Members
)
{
    /// <summary>Heap of its frame while it runs.</summary>
    public long FrameBytes => HeapLayout.Frame(Slots.Length, Depth);

    /// <summary>The layout of a method.</summary>
    public static MethodLayout Of(ImmutableArray<Parameter> parameters, ImmutableArray<Statement> body)
    {
        var walk = new LayoutWalk(parameters, StackLocals.Of(parameters, body));
        walk.Visit(body);
        var statements = body.Aggregate(CodeCost.Of(), (cost, statement) => cost + statement.Cost);
        var bytes = walk.Branches.Bytes();
        return new MethodLayout(
            statements with
            {
                Instructions = statements.Instructions - walk.SavedInstructions,
                CostUnits = statements.CostUnits + walk.CostUnits + walk.Branches.CostUnits(),
                Least = statements.Least - walk.SavedInstructions,
                Most = statements.Most - walk.SavedInstructions,
                IlBytes = bytes,
            },
            walk.Slots,
            walk.Depth,
            [.. walk.Calls],
            [.. walk.Members]
        );
    }
}

/// <summary>A method of another class.</summary>
/// <param name="ClassName">The class.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct Member(string ClassName, string Name);
