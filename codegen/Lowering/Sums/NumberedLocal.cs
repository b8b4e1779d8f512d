using System.Globalization;
using Striate.Codegen.Syntax;

namespace Striate.Codegen.Lowering;

/// <summary>
/// Locals with a letter and a number, which trees of weights hold by the hundred thousand: one name and one node of each serve all.
/// </summary>
internal static class NumberedLocal
{
    // Locals of a method, at most.
    private const int Kept = 256;
    private const string Letters = "xst";

    private static readonly Code[][] s_nodes =
    [
        .. Letters.Select(letter => Enumerable.Range(0, Kept).Select(number => (Code)new Local(Made(letter, number))).ToArray()),
    ];

    /// <summary>Such as <c>x12</c>.</summary>
    public static string Name(char letter, int number) => ((Local)Node(letter, number)).Name;

    /// <summary>The same as an expression.</summary>
    public static Code Node(char letter, int number) =>
        number < Kept && Letters.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var kind
            ? s_nodes[kind][number]
            : new Local(Made(letter, number));

    private static string Made(char letter, int number) => letter + number.ToString(CultureInfo.InvariantCulture);
}
