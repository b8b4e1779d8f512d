using System.Collections.Immutable;
using CsCheck;

namespace Striate.Fuzzing.Programs;

/// <summary>Random programs of the subset that both runtimes agree on; the size that CsCheck sees is the number of nodes.</summary>
public sealed class ProgramGenerator : Gen<TestProgram>
{
    /// <summary>Programs of up to three methods.</summary>
    public static readonly ProgramGenerator Any = new();

    /// <inheritdoc/>
    public override TestProgram Generate(PCG pcg, Size? min, out Size size)
    {
        var writer = new Writer(pcg);
        var methods = ImmutableArray.CreateBuilder<Method>();
        var count = writer.Below(3) + 1;
        for (var index = 0; index < count; index++)
        {
            methods.Add(writer.Method(index));
        }

        size = new Size((ulong)writer.Nodes);
        return new TestProgram(methods.ToImmutable(), writer.Seed(), writer.Seed());
    }

    private sealed class Writer(PCG pcg)
    {
        private int _methods;
        private int _loops;
        private int _counters;
        private int _tries;

        public int Nodes { get; private set; }

        public int Below(int bound) => (int)pcg.Next((uint)bound);

        public int Seed() =>
            Below(3) switch
            {
                0 => Below(10),
                1 => -Below(100),
                _ => (int)pcg.Next(),
            };

        public Method Method(int index)
        {
            (_loops, _tries, _counters) = (0, 0, 0);
            var method = new Method("M" + index, Block(3 + Below(6), 0), Expression(ValueKind.Long, 2));
            _methods = index + 1;
            return method;
        }

        private ImmutableArray<Statement> Block(int statements, int depth) =>
            [.. Enumerable.Range(0, statements).Select(_ => Statement(depth))];

        private Statement Statement(int depth)
        {
            Nodes++;
            switch (Below(depth < 3 ? 16 : 8))
            {
                case 0 or 1 or 2 or 3:
                    return AssignVariable();
                case 4:
                    var (narrow, _) = Vocabulary.Narrow[Below(Vocabulary.Narrow.Length)];
                    return new Assign(narrow, Pick("+=", "-=", "*=", "^=", "|=", "="), NarrowValue(narrow, depth));
                case 5 or 6:
                    var (array, element, type) = Vocabulary.Arrays[Below(Vocabulary.Arrays.Length)];
                    var value = Expression(type, 2);
                    var plain = element is "int" or "long" or "uint";
                    return new StoreElement(
                        array,
                        Index(1),
                        plain ? Pick("=", "+=", "^=") : "=",
                        plain ? value : new Cast(ValueKind.Int, element, value)
                    );
                case 7:
                    return new SwapVariables(Vocabulary.NameOf(ValueKind.Int, Below(3)), Vocabulary.NameOf(ValueKind.Int, Below(3)));
                case 8 or 9:
                    return new If(
                        Expression(ValueKind.Bool, 2),
                        Block(1 + Below(3), depth + 1),
                        Below(2) == 0 ? [] : Block(1 + Below(2), depth + 1)
                    );
                case 10 or 11 when _loops < 3:
                    return LoopStatement(depth);
                case 12:
                    return new Switch(
                        Expression(ValueKind.Int, 1),
                        [.. Enumerable.Range(0, 2 + Below(4)).Select(_ => Block(1 + Below(2), depth + 1))]
                    );
                case 13:
                    return TryStatement(depth);
                case 14 when _loops > 0:
                    return new Jump(Pick("break", "continue"), Expression(ValueKind.Bool, 1));
                case 15 when _tries > 0:
                    return new Throw(Expression(ValueKind.Bool, 1));
                default:
                    return AssignVariable();
            }
        }

        private Assign AssignVariable()
        {
            var type = Vocabulary.Types[Below(Vocabulary.Types.Length)].Type;
            var operation = type switch
            {
                ValueKind.Bool => Pick("=", "|=", "^=", "&="),
                ValueKind.Double => "=",
                _ => Pick("=", "=", "+=", "-=", "*=", "^=", "&=", "|="),
            };
            return new Assign(Vocabulary.NameOf(type, Below(3)), operation, Expression(type, 3));
        }

        private Cast NarrowValue(string name, int depth) =>
            new Cast(
                ValueKind.Int,
                Vocabulary.Narrow.First(entry => entry.Name == name).CSharp,
                Expression(ValueKind.Int, depth < 2 ? 2 : 1)
            );

        private Loop LoopStatement(int depth)
        {
            _loops++;
            var loop = new Loop("k" + ++_counters, 1 + Below(5), Block(1 + Below(3), depth + 1));
            _loops--;
            return loop;
        }

        private Try TryStatement(int depth)
        {
            _tries++;
            var body = Block(1 + Below(3), depth + 1);
            _tries--;
            var loops = _loops;
            _loops = 0;
            var result = new Try(body, Block(1, depth + 1), Below(2) == 0 ? [] : Block(1, depth + 1));
            _loops = loops;
            return result;
        }

        // Out of bounds only where the exception is caught.
        private Expression Index(int depth) =>
            _tries > 0 && Below(4) == 0
                ? new Binary(ValueKind.Int, "&", Expression(ValueKind.Int, depth), new Literal(ValueKind.Int, "7"))
                : new Literal(ValueKind.Int, Below(Vocabulary.ArrayLength).ToString(System.Globalization.CultureInfo.InvariantCulture));

        private Expression Expression(ValueKind type, int depth)
        {
            Nodes++;
            if (depth == 0 || Below(5) == 0)
            {
                return Leaf(type);
            }

            return type switch
            {
                ValueKind.Bool => Condition(depth),
                ValueKind.Double => DoubleExpression(depth),
                _ => Integer(type, depth),
            };
        }

        private Expression Leaf(ValueKind type)
        {
            if (Below(3) == 0)
            {
                return Literals.Pick(type, pcg);
            }

            return (type, Below(4)) switch
            {
                (ValueKind.Int, 0) => new Variable(type, Vocabulary.Narrow[Below(Vocabulary.Narrow.Length)].Name),
                (ValueKind.Int, 1) => new Variable(type, Pick("a", "b")),
                _ => new Variable(type, Vocabulary.NameOf(type, Below(3))),
            };
        }

        private Expression Condition(int depth)
        {
            var type = Vocabulary.Types[Below(4)].Type;
            return Below(5) switch
            {
                0 => new Binary(
                    ValueKind.Bool,
                    Pick("&&", "||", "^"),
                    Expression(ValueKind.Bool, depth - 1),
                    Expression(ValueKind.Bool, depth - 1)
                ),
                1 => new Unary(ValueKind.Bool, "!", Expression(ValueKind.Bool, depth - 1)),
                _ => new Binary(
                    ValueKind.Bool,
                    Pick("<", "<=", ">", ">=", "==", "!="),
                    Expression(type, depth - 1),
                    Expression(type, depth - 1)
                ),
            };
        }

        private Expression DoubleExpression(int depth) =>
            Below(3) switch
            {
                0 => new Cast(ValueKind.Double, "double", new Cast(ValueKind.Int, "short", Expression(ValueKind.Int, depth - 1))),
                _ => new Call(
                    ValueKind.Double,
                    "Lib.Clip",
                    [
                        new Binary(
                            ValueKind.Double,
                            Pick("+", "-", "*"),
                            Expression(ValueKind.Double, depth - 1),
                            Expression(ValueKind.Double, depth - 1)
                        ),
                    ]
                ),
            };

        private Expression Integer(ValueKind type, int depth)
        {
            switch (Below(12))
            {
                case 0 when _tries > 0 && type == ValueKind.Int && Below(2) == 0:
                    var divisor = new Binary(type, "&", new Variable(type, Pick("a", "b", "i0", "i1")), new Literal(type, "3"));
                    return new Binary(type, Pick("Lib.Quotient", "Lib.Modulo"), Expression(type, depth - 1), divisor);
                case 0:
                    return new Binary(type, Pick("Lib.Divide", "Lib.Remainder"), Expression(type, depth - 1), Expression(type, depth - 1));
                case 1:
                    var count = new Binary(ValueKind.Int, "&", Expression(ValueKind.Int, depth - 1), new Literal(ValueKind.Int, "31"));
                    return new Binary(type, Pick("<<", ">>"), Expression(type, depth - 1), count);
                case 2:
                    return type is ValueKind.Int or ValueKind.Long
                        ? new Unary(type, Pick("-", "~"), Expression(type, depth - 1))
                        : new Unary(type, "~", Expression(type, depth - 1));
                case 3:
                    return new Choice(
                        type,
                        Expression(ValueKind.Bool, depth - 1),
                        Expression(type, depth - 1),
                        Expression(type, depth - 1)
                    );
                case 4 or 5:
                    return Conversion(type, depth);
                case 6 when type == ValueKind.Int:
                    return new Binary(
                        type,
                        Vocabulary.Functions[Below(Vocabulary.Functions.Length)],
                        Expression(type, depth - 1),
                        Expression(type, depth - 1)
                    );
                case 7 when type == ValueKind.Long && _methods > 0 && _loops < 2:
                    return new Call(
                        type,
                        "M" + Below(_methods),
                        [Expression(ValueKind.Int, depth - 1), Expression(ValueKind.Int, depth - 1)]
                    );
                case 8 when Vocabulary.Arrays.Any(array => array.Type == type):
                    var arrays = Vocabulary.Arrays.Where(array => array.Type == type).ToArray();
                    return new Element(type, arrays[Below(arrays.Length)].Name, Index(depth - 1));
                default:
                    return new Binary(type, Pick("+", "-", "*", "&", "|", "^"), Expression(type, depth - 1), Expression(type, depth - 1));
            }
        }

        private Cast Conversion(ValueKind type, int depth)
        {
            var from = Vocabulary.Types[Below(4)].Type;
            var operand = Expression(from, depth - 1);
            return (from, type) switch
            {
                (ValueKind.UInt, ValueKind.Int) => new Cast(type, "Lib.ToInt", operand),
                (ValueKind.UInt or ValueKind.ULong, ValueKind.Long) => new Cast(type, "Lib.ToLong", operand),
                (_, ValueKind.Int) when Below(2) == 0 => new Cast(type, Pick("sbyte", "byte", "short", "ushort", "char"), operand),
                _ => new Cast(type, Vocabulary.CSharpOf(type), operand),
            };
        }

        private string Pick(params ReadOnlySpan<string> choices) => choices[Below(choices.Length)];
    }
}
