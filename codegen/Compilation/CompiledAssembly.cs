using System.Collections.Immutable;
using Striate.Platform.Deployment;

namespace Striate.Codegen.Compilation;

/// <summary>An assembly as the compiler wrote it.</summary>
/// <param name="Name">Simple name.</param>
/// <param name="Image">The bytes that desktop and metadata processor read, and of which the .pe is made.</param>
public sealed record CompiledAssembly(string Name, ImmutableArray<byte> Image)
{
    /// <summary>The .pe that is flashed of it, and that the emulator runs.</summary>
    /// <exception cref="PortableException">The format cannot hold the assembly.</exception>
    public ImmutableArray<byte> ToPortable() => PortableAssembly.Write(Image).Required(Name);
}
