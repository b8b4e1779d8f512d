using System.Text;
using Striate.Codegen.Syntax;

namespace Striate.Codegen.Rendering;

/// <summary>Classes of layers as C#.</summary>
internal static class KernelText
{
    private const string Indent = "    ";

    private const string Summary =
        Indent + "/// <summary>Computes the layer, or a part of it, in the arrays of the network class.</summary>\n";

    /// <summary>The class as C#.</summary>
    public static LayerCode Of(KernelClass kernel) =>
        new(kernel.Layer, kernel.Name, TextOf(kernel), [.. kernel.Tables.Select(table => table.Bytes)]) { IlBytes = kernel.IlBytes };

    private static string TextOf(KernelClass kernel)
    {
        var text = new StringBuilder($"static class {kernel.Name}\n{{\n");
        foreach (var table in kernel.Tables)
        {
            text.Append(Indent).Append(table.Declaration).Append("\n\n");
        }

        foreach (var (method, index) in kernel.Methods.Select((method, index) => (method, index)))
        {
            text.Append(index == 0 ? "" : "\n")
                .Append(method.IsPublic ? Summary : "")
                .Append(Indent)
                .Append(
                    $"{(method.IsPublic ? "public" : "private")} static void {method.Name}({string.Join(", ", method.Parameters)})\n{Indent}{{\n"
                );
            foreach (var line in CodeWriter.LinesOf(method.Body))
            {
                text.Append(Indent).Append(Indent).Append(line).Append('\n');
            }

            text.Append(Indent).Append("}\n");
        }

        return text.Append("}\n").ToString();
    }
}
