using System.Collections.Immutable;

namespace Striate.Codegen.Compilation;

/// <summary>An assembly as the compiler wrote it.</summary>
/// <param name="Name">Simple name.</param>
/// <param name="Image">The bytes that desktop, emulator and metadata processor all read.</param>
public sealed record CompiledAssembly(string Name, ImmutableArray<byte> Image);
