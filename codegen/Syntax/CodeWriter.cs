using System.Globalization;
using System.Text;

namespace Striate.Codegen.Syntax;

/// <summary>Trees of code as C# text.</summary>
internal static class CodeWriter
{
    private const string Indent = "    ";

    /// <summary>An expression.</summary>
    public static string TextOf(Code code)
    {
        var text = new StringBuilder();
        Write(text, code);
        return text.ToString();
    }

    /// <summary>Statements as lines, blocks indented.</summary>
    public static string[] LinesOf(IEnumerable<Statement> statements)
    {
        var lines = statements.SelectMany(LinesOf).ToList();
        if (lines is [.., ""])
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return [.. lines];
    }

    private static IEnumerable<string> LinesOf(Statement statement)
    {
        return statement switch
        {
            Increase increase when Increase.IsNothing(increase.Value) => [],
            Loop loop => LinesOf(loop),
            If { Then: Block } condition => [.. LinesOf(condition), string.Empty],
            _ => [Line(statement)],
        };
    }

    /// <summary>Blocks that are executed or not.</summary>
    private static IEnumerable<string> LinesOf(If condition) =>
        [
            $"if ({Condition(condition)})",
            .. Braced(condition.Then is Block block ? block.Body : [condition.Then]),
            .. condition.Else switch
            {
                null => [],
                If { Then: Block } other => LinesOf(other).Select((line, index) => index == 0 ? "else " + line : line),
                Block other => Braced(other.Body).Prepend("else"),
                { } other => Braced([other]).Prepend("else"),
            },
        ];

    private static IEnumerable<string> LinesOf(Loop loop)
    {
        var step = loop.Step is null or Increase { Value: IntLiteral { Value: 0 } } ? string.Empty : " " + Line(loop.Step).TrimEnd(';');
        return
        [
            $"for ({(loop.Start is null ? ";" : Line(loop.Start))} {loop.Left} < {loop.Limit};{step})",
            .. Braced(loop.Body),
            string.Empty,
        ];
    }

    private static IEnumerable<string> Braced(IEnumerable<Statement> body) =>
        ["{", .. LinesOf(body).Select(line => line.Length == 0 ? line : Indent + line), "}"];

    /// <summary>A statement that is not a loop, as one line.</summary>
    public static string Line(Statement statement) =>
        statement switch
        {
            Declare declare => $"{declare.Type} {string.Join(", ", declare.Names)};",
            Assign { Type: null } assign => $"{assign.Name} = {assign.Value};",
            Assign assign => $"{assign.Type} {assign.Name} = {assign.Value};",
            Increase { Value: IntLiteral { Value: 1 } } increase => $"{increase.Name}++;",
            Increase { Value: IntLiteral { Value: < 0 } value } increase => Invariant($"{increase.Name} -= {-(long)value.Value};"),
            Increase increase => $"{increase.Name} += {increase.Value};",
            Store store => $"{store.Array}[{store.Index}] = {store.Value};",
            StoreSum store => $"{store.Array}[{store.Index}] += {store.Value};",
            If condition => $"if ({Condition(condition)}) {Line(condition.Then)}"
                + (condition.Else is null ? string.Empty : " else " + Line(condition.Else)),
            Call call =>
                $"{(call.ClassName is null ? string.Empty : call.ClassName + ".")}{call.Method.Name}({string.Join(", ", call.Arguments)});",
            LibraryCall call => $"{call.ClassName}.{call.Method}({string.Join(", ", call.Arguments)});",
            Block block => "{ " + string.Join(' ', block.Body.Select(Line)) + " }",
            Blank => string.Empty,
            _ => throw new ArgumentException($"no text for a {statement.GetType().Name} within a line"),
        };

    private static string Condition(If condition) => $"{Compared(condition.Left)} {Sign(condition.Comparison)} {Compared(condition.Right)}";

    private static string Sign(Comparison comparison) =>
        comparison switch
        {
            Comparison.Less => "<",
            Comparison.LessOrEqual => "<=",
            Comparison.Greater => ">",
            Comparison.GreaterOrEqual => ">=",
            Comparison.Equal => "==",
            _ => "!=",
        };

    /// <summary>Comparisons bind tighter than what works on bits.</summary>
    private static string Compared(Code code) => code.Binds < Binding.Additive ? $"({code})" : code.ToString();

    private static void Write(StringBuilder text, Code code)
    {
        switch (code)
        {
            case Local local:
                text.Append(local.Name);
                break;
            case StaticField field:
                text.Append(field.Name);
                break;
            case IntLiteral literal:
                text.Append(literal.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case LongLiteral literal:
                text.Append(literal.Value.ToString(CultureInfo.InvariantCulture)).Append('L');
                break;
            case Binary binary:
                WriteBinary(text, binary);
                break;
            case Sum sum:
                WriteSum(text, sum);
                break;
            case Negation negation:
                WriteWithin(text.Append('-'), negation.Operand, Binding.Primary);
                break;
            case Conversion conversion:
                WriteWithin(text.Append('(').Append(conversion.Type).Append(')'), conversion.Operand, Binding.Unary);
                break;
            case AsInt value:
                WriteWithin(text.Append("(int)"), value.Operand, Binding.Unary);
                break;
            case Element element:
                Write(text.Append(TextOf(element.Array)).Append('['), element.Index);
                text.Append(']');
                break;
            default:
                throw new ArgumentException($"no text for a {code.GetType().Name}");
        }
    }

    private static void WriteBinary(StringBuilder text, Binary binary)
    {
        // What is shifted stands in parentheses: few know how tightly a shift binds.
        var isShift = binary.Binds == Binding.Shift;
        WriteWithin(text, binary.Left, isShift ? Binding.Unary : binary.Binds);
        text.Append(
            binary.Operator switch
            {
                Operator.Add => " + ",
                Operator.Subtract => " - ",
                Operator.Multiply => " * ",
                Operator.And => " & ",
                Operator.Or => " | ",
                Operator.Xor => " ^ ",
                Operator.ShiftLeft => " << ",
                Operator.Divide => " / ",
                _ => " >> ",
            }
        );
        // Operators are left-associative: an equal one on the right needs parentheses.
        WriteWithin(text, binary.Right, isShift ? Binding.Unary : binary.Binds + 1);
    }

    private static void WriteSum(StringBuilder text, Sum sum)
    {
        WriteWithin(text, sum.First, Binding.Additive);
        foreach (var (isMinus, term) in sum.Terms)
        {
            WriteWithin(text.Append(isMinus ? " - " : " + "), term, Binding.Multiplicative);
        }
    }

    /// <summary>In parentheses where it binds less tightly than its place asks, and shifts always.</summary>
    private static void WriteWithin(StringBuilder text, Code code, Binding least)
    {
        if (code.Binds >= least && code is not Binary { Binds: Binding.Shift })
        {
            Write(text, code);
            return;
        }

        Write(text.Append('('), code);
        text.Append(')');
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
