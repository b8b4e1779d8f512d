using System.Collections.Immutable;
using Striate.Platform;

namespace Striate.Codegen.Compilation;

/// <summary>What the compiler made of the sources.</summary>
/// <param name="Assembly">The assembly, or null where there are errors.</param>
/// <param name="Diagnostics">Errors, file by file.</param>
public sealed record CompilationResult(CompiledAssembly? Assembly, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>True if there is an assembly.</summary>
    public bool Success => Assembly is not null;

    /// <summary>The assembly.</summary>
    /// <exception cref="StriateException">There are errors; the message holds all of them, one a line.</exception>
    public CompiledAssembly Required() => Assembly ?? throw new StriateException(ErrorKind.Internal, string.Join('\n', Diagnostics));
}
