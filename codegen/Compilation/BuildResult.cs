using System.Collections.Immutable;
using Striate.Codegen.Compilation;
using Striate.Platform;

namespace Striate.Codegen;

/// <summary>Generated, compiled and checked code.</summary>
/// <param name="Code">The sources, assigned to assemblies that keep the platform's limits.</param>
/// <param name="Assemblies">What a deployment needs, in load order: parts first, the network's assembly last.</param>
/// <param name="TraceAssembly">The per-layer CRCs; refers to the others.</param>
/// <param name="IlBytes">IL of all methods of <paramref name="Assemblies"/>.</param>
/// <param name="FlashBytes">Flash that <paramref name="Assemblies"/> take as .pe files.</param>
/// <param name="Map">Everything that they take of the managed heap.</param>
/// <param name="Diagnostics">What the checker found, and budgets that are not kept; empty when the code will run on a device.</param>
public sealed record BuildResult(
    GeneratedCode Code,
    ImmutableArray<CompiledAssembly> Assemblies,
    CompiledAssembly TraceAssembly,
    int IlBytes,
    int FlashBytes,
    MemoryMap Map,
    ImmutableArray<Diagnostic> Diagnostics
);
