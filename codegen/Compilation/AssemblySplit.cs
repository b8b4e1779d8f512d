using System.Globalization;
using Striate.Codegen.Planning;
using Striate.Platform.Checking;

namespace Striate.Codegen.Compilation;

/// <summary>
/// Assigns generated files to assemblies below the platform's limits per assembly, and to as few as there is room for, by the
/// sizes that compiled classes have.
/// </summary>
internal static class AssemblySplit
{
    /// <summary>The code with its layer files in part assemblies where one assembly would be too big.</summary>
    /// <param name="code">Code whose layer files are all in the main assembly.</param>
    /// <param name="whole">What the main assembly measures with all layers in it.</param>
    public static GeneratedCode Apply(GeneratedCode code, AssemblyMetrics whole)
    {
        var il = whole.Methods.ToLookup(method => method.Type, method => method.IlBytes, StringComparer.Ordinal);
        return IsNeeded(whole) ? Parts(code, file => il[code.Namespace + "." + file.ClassName].Sum()) : code;
    }

    /// <summary>Whether an assembly with all layers in it passes a limit.</summary>
    public static bool IsNeeded(AssemblyMetrics whole) => !new ClassSize(whole.IlBytes, whole.InitialiserBytes).Fits;

    /// <summary>The code with its layer files in part assemblies.</summary>
    /// <param name="code">Code whose layer files are all in the main assembly.</param>
    /// <param name="ilOf">Bytes of IL of a layer file's class.</param>
    public static GeneratedCode Parts(GeneratedCode code, Func<GeneratedFile, int> ilOf)
    {
        var files = code.Files.Where(file => file.Layer is not null).ToList();
        var parts = PartSplit.Parts(
            [.. files.Select(file => new ClassSize(ilOf(file), file.TableBytes))],
            [.. files.Select(file => file.Layer!)]
        );
        var next = 0;
        return code with
        {
            Files =
            [
                .. code.Files.Select(file =>
                    file.Layer is null
                        ? file
                        : file with
                        {
                            Assembly = code.MainAssembly + ".Part" + (parts[next++] + 1).ToString(CultureInfo.InvariantCulture),
                        }
                ),
            ],
        };
    }
}
