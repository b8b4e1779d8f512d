using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Striate.Fuzzing.Programs;

/// <summary>Programs as C#; only variables that are used are declared.</summary>
public static partial class ProgramText
{
    /// <summary>One class with the given name and a method <c>long F()</c>.</summary>
    public static string OfClass(TestProgram program, string name)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"public static class {name}\n{{\n");
        foreach (var method in program.Methods)
        {
            WriteMethod(text, method);
        }

        var last = program.Methods[^1].Name;
        text.Append(
            CultureInfo.InvariantCulture,
            $"    public static long F() {{ return {last}({program.First}, {program.Second}); }}\n}}\n"
        );
        return text.ToString();
    }

    /// <summary>A file that compiles on its own.</summary>
    public static string OfFile(TestProgram program) => Vocabulary.Library + OfClass(program, "P");

    private static void WriteMethod(StringBuilder text, Method method)
    {
        var body = new StringBuilder();
        foreach (var statement in method.Body)
        {
            Write(body, statement, 2);
        }

        var result = Of(method.Result);
        var used = Word().Matches(body + result).Select(match => match.Value).ToHashSet();
        text.Append(
            CultureInfo.InvariantCulture,
            $"    static long {method.Name}(int a, int b)\n    {{\n        unchecked\n        {{\n        long h = 0;\n"
        );
        var mixed = new StringBuilder();
        foreach (
            var (declaration, mix) in Declarations()
                .Where(entry => used.Contains(entry.Name))
                .Select(entry => (entry.Declaration, entry.Mix))
        )
        {
            text.Append(CultureInfo.InvariantCulture, $"        {declaration}\n");
            mixed.Append(CultureInfo.InvariantCulture, $"        {mix}\n");
        }

        text.Append(body);
        text.Append(CultureInfo.InvariantCulture, $"        h += {result};\n{mixed}        return h;\n        }}\n    }}\n\n");
    }

    private static IEnumerable<(string Name, string Declaration, string Mix)> Declarations()
    {
        foreach (var (type, csharp, suffix) in Vocabulary.Types)
        {
            for (var number = 0; number < 3; number++)
            {
                var name = suffix + number;
                var initial = type switch
                {
                    ValueKind.Bool => "false",
                    ValueKind.UInt => number + "u",
                    _ => number.ToString(CultureInfo.InvariantCulture),
                };
                yield return (
                    name,
                    $"{csharp} {name} = {initial};",
                    type switch
                    {
                        ValueKind.Bool => $"h = h * 31 + ({name} ? 1 : 0);",
                        ValueKind.Double => $"h = h * 31 + BitConverter.DoubleToInt64Bits({name});",
                        ValueKind.UInt or ValueKind.ULong => $"h = h * 31 + Lib.ToLong({name});",
                        _ => $"h = h * 31 + {name};",
                    }
                );
            }
        }

        foreach (var (name, csharp) in Vocabulary.Narrow)
        {
            yield return (name, $"{csharp} {name} = ({csharp})a;", $"h = h * 31 + {name};");
        }

        foreach (var (name, csharp, type) in Vocabulary.Arrays)
        {
            var element = type == ValueKind.UInt ? $"Lib.ToLong({name}[k])" : $"{name}[k]";
            yield return (
                name,
                $"{csharp}[] {name} = new {csharp}[] {{ 1, 2, 3, 5, 8, 13 }};",
                $"for (int k = 0; k < {name}.Length; k++) h = h * 31 + {element};"
            );
        }
    }

    private static void WriteBlock(StringBuilder text, string head, IEnumerable<Statement> body, int depth)
    {
        var indent = new string(' ', depth * 4);
        text.Append(CultureInfo.InvariantCulture, $"{indent}{head}\n{indent}{{\n");
        foreach (var statement in body)
        {
            Write(text, statement, depth + 1);
        }

        text.Append(CultureInfo.InvariantCulture, $"{indent}}}\n");
    }

    private static void Write(StringBuilder text, Statement statement, int depth)
    {
        var indent = new string(' ', depth * 4);
        switch (statement)
        {
            case Assign assign:
                text.Append(CultureInfo.InvariantCulture, $"{indent}{assign.Target} {assign.Operator} {Of(assign.Value)};\n");
                break;
            case StoreElement store:
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{indent}{store.Array}[{Of(store.Index)}] {store.Operator} {Of(store.Value)};\n"
                );
                break;
            case SwapVariables swap:
                text.Append(CultureInfo.InvariantCulture, $"{indent}Lib.Swap(ref {swap.First}, ref {swap.Second});\n");
                break;
            case Jump jump:
                text.Append(CultureInfo.InvariantCulture, $"{indent}if ({Of(jump.Condition)}) {jump.Keyword};\n");
                break;
            case Throw thrown:
                text.Append(CultureInfo.InvariantCulture, $"{indent}if ({Of(thrown.Condition)}) throw new Exception(\"x\");\n");
                break;
            case If branch:
                WriteBlock(text, $"if ({Of(branch.Condition)})", branch.Then, depth);
                if (branch.Else.Length > 0)
                {
                    WriteBlock(text, "else", branch.Else, depth);
                }

                break;
            case Loop loop:
                WriteBlock(text, $"for (int {loop.Counter} = 0; {loop.Counter} < {loop.Rounds}; {loop.Counter}++)", loop.Body, depth);
                break;
            case Try guarded:
                WriteBlock(text, "try", guarded.Body, depth);
                WriteBlock(text, "catch (Exception)", guarded.Catch, depth);
                if (guarded.Finally.Length > 0)
                {
                    WriteBlock(text, "finally", guarded.Finally, depth);
                }

                break;
            case Switch choice:
                WriteSwitch(text, choice, depth, indent);
                break;
        }
    }

    private static void WriteSwitch(StringBuilder text, Switch choice, int depth, string indent)
    {
        text.Append(CultureInfo.InvariantCulture, $"{indent}switch ((int){Of(choice.Value)})\n{indent}{{\n");
        for (var number = 0; number < choice.Cases.Length; number++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}    case {number}:\n");
            foreach (var statement in choice.Cases[number])
            {
                Write(text, statement, depth + 2);
            }

            text.Append(CultureInfo.InvariantCulture, $"{indent}        break;\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{indent}}}\n");
    }

    private static string Of(Expression expression) =>
        expression switch
        {
            Literal literal => literal.Text.StartsWith('-') ? $"({literal.Text})" : literal.Text,
            Variable variable => variable.Name,
            Element element => $"{element.Array}[{Of(element.Index)}]",
            Unary unary => $"({unary.Operator}{Of(unary.Operand)})",
            Binary binary when binary.Operator.StartsWith("Lib.", StringComparison.Ordinal) =>
                $"{binary.Operator}({Of(binary.Left)}, {Of(binary.Right)})",
            Binary binary => $"({Of(binary.Left)} {binary.Operator} {Of(binary.Right)})",
            Cast cast when cast.To.StartsWith("Lib.", StringComparison.Ordinal) => $"{cast.To}({Of(cast.Operand)})",
            Cast cast => $"(({cast.To})({Of(cast.Operand)}))",
            // Branches of different small types have no common type without a cast.
            Choice { Type: ValueKind.Int } choice => $"({Of(choice.Condition)} ? (int){Of(choice.One)} : (int){Of(choice.Other)})",
            Choice choice => $"({Of(choice.Condition)} ? {Of(choice.One)} : {Of(choice.Other)})",
            Call call => $"{call.Method}({string.Join(", ", call.Arguments.Select(Of))})",
            _ => throw new InvalidOperationException($"unknown expression {expression}"),
        };

    [GeneratedRegex(@"\b[a-z]+[0-9]?\b")]
    private static partial Regex Word();
}
