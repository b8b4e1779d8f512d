using System.Text;
using Striate.Import.Operators;

namespace Striate.Import;

/// <summary>Pages that are written from the code.</summary>
public static class ImportPages
{
    /// <summary>The operators that are taken over, as Markdown.</summary>
    public static string Operators()
    {
        var page = new StringBuilder(
            """
            # Operators that are taken over

            `striate import` takes over int8 models of TensorFlow Lite, integer for integer: a package computes the bytes that TensorFlow Lite
            Micro's reference kernels compute, built by default. This page is written from the importer's code
            (`STRIATE_UPDATE_GOLDEN=1 dotnet test -c Release unit-tests --filter ImportPageTests`). Everything else is refused by a
            [number](diagnostics.md#str1801) with operator and remedy; `striate import MODEL --check` lists it all at once.

            | operator | what of it | becomes |
            |---|---|---|

            """);
        foreach (var rule in OperatorRules.All.OrderBy(rule => rule.Kinds[0], StringComparer.Ordinal))
        {
            page.Append("| ").AppendJoin(", ", rule.Kinds).Append(" | ").Append(rule.Supported).Append(" | ").Append(rule.Becomes).Append(" |\n");
        }

        return page.ToString();
    }
}
