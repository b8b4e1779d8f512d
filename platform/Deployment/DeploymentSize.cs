using System.Collections.Immutable;

namespace Striate.Platform.Deployment;

/// <summary>What an assembly takes of a board's flash.</summary>
public static class DeploymentSize
{
    /// <summary>Bytes of an assembly's .pe; 0 where the format cannot hold it (<see cref="PortableAssembly.Diagnostics"/>).</summary>
    /// <exception cref="BadImageFormatException">The image is truncated, altered or not an assembly.</exception>
    public static int Of(ImmutableArray<byte> image) => PortableAssembly.Write(image).Bytes.Length;
}
