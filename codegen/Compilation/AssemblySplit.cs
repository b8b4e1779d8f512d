using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Lowering;
using Striate.Platform;
using Striate.Platform.Checking;

namespace Striate.Codegen.Compilation;

/// <summary>
/// Assigns generated files to assemblies below the platform's limits per assembly, by the sizes that compiled classes have.
/// </summary>
internal static class AssemblySplit
{
    /// <summary>Most bytes of IL of one assembly.</summary>
    public static double MaximumIl { get; } = Limits.AssemblyBytecode.Works * CodeLimits.AssemblyMargin;

    /// <summary>Most bytes of tables of one assembly.</summary>
    public static double MaximumTables { get; } = Limits.AssemblyInitialisers.Works * CodeLimits.AssemblyMargin;

    /// <summary>The code with its layer files in part assemblies where one assembly would be too big.</summary>
    /// <param name="code">Code whose layer files are all in the main assembly.</param>
    /// <param name="whole">What the main assembly measures with all layers in it.</param>
    public static GeneratedCode Apply(GeneratedCode code, AssemblyMetrics whole)
    {
        var il = whole.Methods.ToLookup(method => method.Type, method => method.IlBytes, StringComparer.Ordinal);
        return IsNeeded(whole) ? Parts(code, file => il[code.Namespace + "." + file.ClassName].Sum()) : code;
    }

    /// <summary>Whether an assembly with all layers in it passes a limit.</summary>
    public static bool IsNeeded(AssemblyMetrics whole) =>
        whole.IlBytes > MaximumIl || whole.InitialiserBytes > MaximumTables;

    /// <summary>The code with its layer files in part assemblies.</summary>
    /// <param name="code">Code whose layer files are all in the main assembly.</param>
    /// <param name="ilOf">Bytes of IL of a layer file's class.</param>
    public static GeneratedCode Parts(GeneratedCode code, Func<GeneratedFile, int> ilOf)
    {
        var files = ImmutableArray.CreateBuilder<GeneratedFile>(code.Files.Length);
        var (part, il, tables) = (1, 0, 0);
        foreach (var file in code.Files)
        {
            if (file.Layer is null)
            {
                files.Add(file);
                continue;
            }

            var size = (Il: ilOf(file), Tables: file.TableBytes);
            if (il > 0 && (il + size.Il > MaximumIl || tables + size.Tables > MaximumTables))
            {
                (part, il, tables) = (part + 1, 0, 0);
            }

            (il, tables) = (il + size.Il, tables + size.Tables);
            files.Add(file with { Assembly = code.MainAssembly + ".Part" + part.ToString(CultureInfo.InvariantCulture) });
        }

        return code with { Files = files.ToImmutable() };
    }
}
