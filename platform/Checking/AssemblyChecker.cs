using System.Collections.Immutable;

namespace Striate.Platform.Checking;

/// <summary>Finds what would not work on nanoFramework 1.x, or would work differently, in compiled assemblies.</summary>
public static class AssemblyChecker
{
    /// <summary>Checks the assemblies of one application, which may refer to each other.</summary>
    /// <param name="images">The compiled assemblies.</param>
    /// <returns>
    /// Diagnostics, assembly by assembly in the order given: limits, constructs, references, semantics. An image that
    /// cannot be read is a diagnostic too.
    /// </returns>
    public static ImmutableArray<Diagnostic> Check(params IReadOnlyList<ImmutableArray<byte>> images)
    {
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        var assemblies = new List<CheckedAssembly>();
        try
        {
            for (var i = 0; i < images.Count; i++)
            {
                try
                {
                    assemblies.Add(CheckedAssembly.Open(images[i]));
                }
                catch (Exception unreadable) when (DamagedImage.IsCause(unreadable))
                {
                    diagnostics.Add(
                        Diagnostic.Create(DiagnosticNumbers.NotAnAssembly, Location.Assembly($"number {i + 1}"), unreadable.Message)
                    );
                }
            }

            var known = KnownMembers.Of(assemblies);
            foreach (var assembly in assemblies)
            {
                diagnostics.AddRange(CheckOne(assembly, known));
            }

            if (assemblies.Count == images.Count && images.Count > 0 && ApplicationAssemblies.Excess(images) is { } excess)
            {
                diagnostics.Add(excess);
            }
        }
        finally
        {
            assemblies.ForEach(assembly => assembly.Dispose());
        }

        return diagnostics.ToImmutable();
    }

    /// <summary>What of one assembly the format of a .pe cannot hold, or holds as something else.</summary>
    /// <exception cref="BadImageFormatException">The image is truncated, altered or not an assembly.</exception>
    internal static ImmutableArray<Diagnostic> CheckFormat(ImmutableArray<byte> image)
    {
        using var assembly = CheckedAssembly.Open(image);
        return
        [
            .. LimitChecks
                .Check(assembly)
                .Concat(ConstructChecks.Check(assembly))
                .Where(diagnostic => diagnostic.Severity == Severity.Error),
        ];
    }

    private static ImmutableArray<Diagnostic> CheckOne(CheckedAssembly assembly, KnownMembers known)
    {
        try
        {
            return
            [
                .. LimitChecks.Check(assembly),
                .. ConstructChecks.Check(assembly),
                .. ReferenceChecks.Check(assembly, known),
                .. SemanticsChecks.Check(assembly),
            ];
        }
        catch (Exception unreadable) when (DamagedImage.IsCause(unreadable))
        {
            return [Diagnostic.Create(DiagnosticNumbers.NotAnAssembly, Location.Assembly(assembly.Name), unreadable.Message)];
        }
    }
}
