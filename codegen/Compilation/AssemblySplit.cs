using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Lowering;
using Striate.Platform;
using Striate.Platform.Checking;

namespace Striate.Codegen.Compilation;

/// <summary>
/// Assigns generated files to assemblies below the platform's limits per assembly. Sizes are measured, not guessed: the
/// files are compiled together once, which only the device's tools would refuse.
/// </summary>
internal static class AssemblySplit
{
    /// <summary>The code with its layer files in part assemblies where one assembly would be too big.</summary>
    /// <param name="code">Code whose layer files are all in the main assembly.</param>
    /// <param name="whole">What the main assembly measures with all layers in it.</param>
    public static GeneratedCode Apply(GeneratedCode code, AssemblyMetrics whole)
    {
        var (maximumIl, maximumTables) = (Limits.AssemblyBytecode.Works * CodeLimits.AssemblyMargin, Limits.AssemblyInitialisers.Works * CodeLimits.AssemblyMargin);
        if (whole.IlBytes <= maximumIl && whole.InitialiserBytes <= maximumTables)
        {
            return code;
        }

        var ilOfClass = whole.Methods.ToLookup(method => method.Type, method => method.IlBytes, StringComparer.Ordinal)
            .ToDictionary(type => type.Key, type => type.Sum(), StringComparer.Ordinal);
        var files = ImmutableArray.CreateBuilder<GeneratedFile>(code.Files.Length);
        var (part, il, tables) = (1, 0, 0);
        foreach (var file in code.Files)
        {
            if (file.Layer is null)
            {
                files.Add(file);
                continue;
            }

            var size = (Il: ilOfClass[code.Namespace + "." + file.ClassName], Tables: file.TableBytes);
            if (il > 0 && (il + size.Il > maximumIl || tables + size.Tables > maximumTables))
            {
                (part, il, tables) = (part + 1, 0, 0);
            }

            (il, tables) = (il + size.Il, tables + size.Tables);
            files.Add(file with { Assembly = code.MainAssembly + ".Part" + part.ToString(CultureInfo.InvariantCulture) });
        }

        return code with { Files = files.ToImmutable() };
    }
}
