using System.Reflection.Metadata;

namespace Striate.Platform.Checking;

/// <summary>Code that behaves differently than on .NET; one diagnostic per method and kind.</summary>
internal static class SemanticsChecks
{
    public static IEnumerable<Diagnostic> Check(CheckedAssembly assembly) =>
        assembly.Methods.Where(method => method.Body is not null).SelectMany(method => CheckMethod(assembly, method));

    private static IEnumerable<Diagnostic> CheckMethod(CheckedAssembly assembly, MethodImage method)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        void Count(string number) => counts[number] = counts.GetValueOrDefault(number) + 1;

        var stack = EvaluationStack.Of(assembly, method);
        for (var i = 0; i < method.Instructions.Length; i++)
        {
            var instruction = method.Instructions[i];
            var top = stack.TopBefore(i);
            if (InstructionFacts.IsChecked(instruction.Opcode))
            {
                Count(DiagnosticNumbers.CheckedArithmetic);
            }

            if (IsDivision(instruction.Opcode) && top is { IsSafeDivisor: false } divisor)
            {
                Count(divisor.Kind == StackKind.Float ? DiagnosticNumbers.FloatDivision : DiagnosticNumbers.IntegerDivision);
            }

            if (top is { Kind: StackKind.Float } && InstructionFacts.ConvertsToInteger(instruction.Opcode))
            {
                Count(DiagnosticNumbers.FloatToInteger);
            }

            if (
                instruction.Opcode == ILOpCode.Ldstr
                && StringLiterals.Of(assembly.Reader, instruction).Contains('\0', StringComparison.Ordinal)
            )
            {
                Count(DiagnosticNumbers.NulInString);
            }
        }

        return counts.Select(entry =>
            Diagnostic.Create(entry.Key, method.Location, $"{MessageOf(entry.Key)}; found {entry.Value}", entry.Value)
        );
    }

    private static bool IsDivision(ILOpCode opcode) => opcode is ILOpCode.Div or ILOpCode.Div_un or ILOpCode.Rem or ILOpCode.Rem_un;

    private static string MessageOf(string number) =>
        number switch
        {
            DiagnosticNumbers.IntegerDivision => "integer division by a value that may be 0 or -1",
            DiagnosticNumbers.CheckedArithmetic => "checked arithmetic, which does not throw",
            DiagnosticNumbers.FloatDivision => "floating-point division by a value that may be 0, which throws",
            DiagnosticNumbers.FloatToInteger => "conversion of a floating-point value to an integer, which wraps",
            _ => "string literal with a NUL, where the string ends",
        };
}
