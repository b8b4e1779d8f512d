using System.Collections.Immutable;

namespace Striate.Fuzzing.Programs;

/// <summary>Programs that are one step smaller: a statement gone, a block opened, an expression replaced by a part of it.</summary>
internal static class ProgramShrinker
{
    /// <summary>All of them, the boldest cuts first. Every one of them compiles if the program does.</summary>
    public static IEnumerable<TestProgram> Smaller(TestProgram program)
    {
        for (var index = 0; index < program.Methods.Length; index++)
        {
            var method = program.Methods[index];
            foreach (var body in Smaller(method.Body))
            {
                yield return program with
                {
                    Methods = program.Methods.SetItem(index, method with { Body = body }),
                };
            }

            foreach (var result in Smaller(method.Result))
            {
                yield return program with
                {
                    Methods = program.Methods.SetItem(index, method with { Result = result }),
                };
            }
        }

        foreach (var unused in Enumerable.Range(0, program.Methods.Length - 1))
        {
            var text = ProgramText.OfClass(program with { Methods = program.Methods.RemoveAt(unused) }, "P");
            if (!text.Contains($"{program.Methods[unused].Name}(", StringComparison.Ordinal))
            {
                yield return program with
                {
                    Methods = program.Methods.RemoveAt(unused),
                };
            }
        }
    }

    private static IEnumerable<ImmutableArray<Statement>> Smaller(ImmutableArray<Statement> block)
    {
        if (block.Length > 3)
        {
            yield return block[..(block.Length / 2)];
            yield return block[(block.Length / 2)..];
        }

        for (var index = 0; index < block.Length; index++)
        {
            yield return block.RemoveAt(index);
        }

        for (var index = 0; index < block.Length; index++)
        {
            foreach (var inner in Opened(block[index]))
            {
                yield return [.. block[..index], .. inner, .. block[(index + 1)..]];
            }

            foreach (var statement in Smaller(block[index]))
            {
                yield return block.SetItem(index, statement);
            }
        }
    }

    private static ImmutableArray<ImmutableArray<Statement>> Opened(Statement statement) =>
        statement switch
        {
            If branch => [branch.Then, branch.Else],
            Switch choice => choice.Cases,
            Loop loop when !loop.Body.Any(ContainsJump) => [loop.Body],
            Try guarded when !guarded.Body.Any(ContainsThrow) => [guarded.Body, guarded.Finally],
            _ => [],
        };

    private static bool ContainsJump(Statement statement) =>
        statement switch
        {
            Jump => true,
            If branch => branch.Then.Any(ContainsJump) || branch.Else.Any(ContainsJump),
            Switch choice => choice.Cases.Any(block => block.Any(ContainsJump)),
            Try guarded => guarded.Body.Any(ContainsJump),
            _ => false,
        };

    // Opening a try block around a throw would end the program with an exception, which is another disagreement.
    private static bool ContainsThrow(Statement statement) => statement is Throw or Try or If or Loop or Switch;

    // A cast to a small type in front of the value is what makes the assignment compile: it stays.
    private static IEnumerable<Statement> Smaller(Statement statement) =>
        statement switch
        {
            Assign { Value: Cast { Type: ValueKind.Int } cast } assign => Smaller(cast.Operand)
                .Select(operand => assign with { Value = cast with { Operand = operand } }),
            Assign assign => Smaller(assign.Value).Select(value => assign with { Value = value }),
            StoreElement { Value: Cast { Type: ValueKind.Int } cast } store => Smaller(cast.Operand)
                .Select(operand => (Statement)(store with { Value = cast with { Operand = operand } }))
                .Concat(Smaller(store.Index).Select(index => store with { Index = index })),
            StoreElement store => Smaller(store.Value)
                .Select(value => store with { Value = value })
                .Concat(Smaller(store.Index).Select(index => store with { Index = index })),
            If branch => Smaller(branch.Then)
                .Select(block => branch with { Then = block })
                .Concat(Smaller(branch.Else).Select(block => branch with { Else = block }))
                .Concat(Smaller(branch.Condition).Select(condition => branch with { Condition = condition })),
            Loop loop => (loop.Rounds > 1 ? new Statement[] { loop with { Rounds = loop.Rounds - 1 } } : []).Concat(
                Smaller(loop.Body).Select(block => loop with { Body = block })
            ),
            Switch choice => Enumerable
                .Range(0, choice.Cases.Length)
                .SelectMany(index =>
                    Smaller(choice.Cases[index]).Select(block => choice with { Cases = choice.Cases.SetItem(index, block) })
                )
                .Concat(Smaller(choice.Value).Select(value => choice with { Value = value })),
            Try guarded => Smaller(guarded.Body)
                .Select(block => guarded with { Body = block })
                .Concat(Smaller(guarded.Catch).Select(block => guarded with { Catch = block }))
                .Concat(Smaller(guarded.Finally).Select(block => guarded with { Finally = block })),
            Throw thrown => Smaller(thrown.Condition).Select(condition => thrown with { Condition = condition }),
            Jump jump => Smaller(jump.Condition).Select(condition => jump with { Condition = condition }),
            _ => [],
        };

    private static IEnumerable<Expression> Smaller(Expression expression)
    {
        if (expression is Literal)
        {
            yield break;
        }

        foreach (var part in Parts(expression).Where(part => part.Type == expression.Type))
        {
            yield return part;
        }

        yield return new Literal(
            expression.Type,
            expression.Type switch
            {
                ValueKind.Bool => "true",
                ValueKind.UInt => "1u",
                ValueKind.Long => "1L",
                ValueKind.ULong => "1ul",
                ValueKind.Double => "1.0",
                _ => "1",
            }
        );
        foreach (var smaller in Within(expression))
        {
            yield return smaller;
        }
    }

    private static ImmutableArray<Expression> Parts(Expression expression) =>
        expression switch
        {
            Unary unary => [unary.Operand],
            Binary binary => [binary.Left, binary.Right],
            Cast cast => [cast.Operand],
            Choice choice => [choice.One, choice.Other],
            Call call => call.Arguments,
            _ => [],
        };

    private static IEnumerable<Expression> Within(Expression expression) =>
        expression switch
        {
            Unary unary => Smaller(unary.Operand).Select(operand => unary with { Operand = operand }),

            // Masks keep indices in range and divisors positive.
            Binary { Operator: "Lib.Quotient" or "Lib.Modulo" } division => Smaller(division.Left)
                .Select(left => division with { Left = left }),
            Binary binary => Smaller(binary.Left)
                .Select(left => binary with { Left = left })
                .Concat(Smaller(binary.Right).Select(right => binary with { Right = right })),
            Cast cast => Smaller(cast.Operand).Select(operand => cast with { Operand = operand }),
            Choice choice => Smaller(choice.Condition)
                .Select(condition => choice with { Condition = condition })
                .Concat(Smaller(choice.One).Select(one => choice with { One = one }))
                .Concat(Smaller(choice.Other).Select(other => choice with { Other = other })),
            Call call => Enumerable
                .Range(0, call.Arguments.Length)
                .SelectMany(index =>
                    Smaller(call.Arguments[index]).Select(argument => call with { Arguments = call.Arguments.SetItem(index, argument) })
                ),
            Element element => Smaller(element.Index).Select(index => element with { Index = index }),
            _ => [],
        };
}
