using System.Buffers.Binary;
using Striate.Platform;
using Striate.Platform.Deployment;
using Striate.Platform.Deployment.Format;

namespace Striate.UnitTests.Deployment;

/// <summary>
/// nanoFramework's libraries as far as an image is concerned: names, versions, references and checksums are theirs, the code is not.
/// </summary>
internal static class StandInLibrary
{
    /// <summary>The .pe of one.</summary>
    /// <param name="assembly">Its name.</param>
    /// <param name="minor">The second number of its version; null: as published.</param>
    /// <param name="checksum">Of its native methods; null: what firmware has.</param>
    public static byte[] Portable(string assembly, ushort? minor = null, uint? checksum = null)
    {
        byte[] bytes = [.. PortableAssembly.Write(ReferenceAssemblies.Get(assembly).Image).Required(assembly)];
        BinaryPrimitives.WriteUInt32LittleEndian(
            bytes.AsSpan(PortableLayout.NativeChecksum),
            checksum ?? NativeAssemblies.All.FirstOrDefault(native => native.Assembly == assembly)?.Checksum ?? 0
        );
        if (minor is { } other)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(PortableLayout.Version + sizeof(ushort)), other);
        }

        PortableChecksum.Seal(bytes);
        return bytes;
    }
}
