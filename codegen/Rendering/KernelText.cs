using Striate.Codegen.Syntax;

namespace Striate.Codegen.Rendering;

/// <summary>Classes of layers as C#.</summary>
internal static class KernelText
{
    /// <summary>The class as C#.</summary>
    public static LayerCode Of(KernelClass kernel) => new(
        kernel.Layer,
        kernel.Name,
        kernel.Template is { } template ? Templates.Render(template.Name, template.Model) : Templates.Render("kernel", new
        {
            Class = kernel.Name,
            Tables = kernel.Tables.Select(table => table.Declaration).ToArray(),
            Methods = kernel.Methods.Select(method => new
            {
                Access = method.IsPublic ? "public" : "private",
                method.Name,
                Parameters = string.Join(", ", method.Parameters),
                Lines = CodeWriter.LinesOf(method.Body),
            }).ToArray(),
        }),
        [.. kernel.Tables.Select(table => table.Bytes)])
    {
        IlBytes = kernel.IlBytes,
    };
}
