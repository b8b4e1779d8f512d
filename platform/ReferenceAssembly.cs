using System.Collections.Immutable;

namespace Striate.Platform;

/// <summary>One library of nanoFramework 1.x: its public surface, or the core library itself.</summary>
/// <param name="Name">Simple name, which is also the name of the library's assembly on the device.</param>
/// <param name="Image">The assembly.</param>
public sealed record ReferenceAssembly(string Name, ImmutableArray<byte> Image);
