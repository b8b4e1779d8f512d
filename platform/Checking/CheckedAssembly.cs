using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Striate.Platform.Checking;

/// <summary>An assembly that was opened for reading, with its method bodies decoded once.</summary>
internal sealed class CheckedAssembly : IDisposable
{
    private readonly PEReader _file;

    private CheckedAssembly(PEReader file)
    {
        _file = file;
        Reader = file.GetMetadataReader();
        MetadataShape.Check(Reader);
        Name = Reader.GetString(Reader.GetAssemblyDefinition().Name);
        Methods = [.. Reader.MethodDefinitions.Select(ReadMethod)];
        Members = AssemblyMembers.Of(Reader);
    }

    public MetadataReader Reader { get; }

    public string Name { get; }

    /// <summary>All methods, in the order of the table.</summary>
    public ImmutableArray<MethodImage> Methods { get; }

    /// <summary>What other assemblies can refer to.</summary>
    public AssemblyMembers Members { get; }

    /// <summary>Opens an image.</summary>
    /// <exception cref="BadImageFormatException">It is truncated, altered or not an assembly.</exception>
    public static CheckedAssembly Open(ImmutableArray<byte> image)
    {
        var file = new PEReader(image);
        try
        {
            return file.HasMetadata && file.GetMetadataReader().IsAssembly
                ? new CheckedAssembly(file)
                : throw new BadImageFormatException("the image holds no assembly");
        }
        catch (InvalidOperationException unreadable)
        {
            file.Dispose();
            throw new BadImageFormatException("the image cannot be read", unreadable);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private MethodImage ReadMethod(MethodDefinitionHandle handle)
    {
        var definition = Reader.GetMethodDefinition(handle);
        var type = CheckedSignatures.NameOf(Reader, definition.GetDeclaringType());
        var name = Reader.GetString(definition.Name);
        var signature = definition.DecodeSignature(CheckedSignatures.Instance, null);
        if (definition.RelativeVirtualAddress == 0)
        {
            return new MethodImage(handle, type, name, definition.Attributes, signature, null, [], []);
        }

        var body = _file.GetMethodBody(definition.RelativeVirtualAddress);
        var locals = body.LocalSignature.IsNil
            ? []
            : Reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(CheckedSignatures.Instance, null);
        return new MethodImage(
            handle,
            type,
            name,
            definition.Attributes,
            signature,
            body,
            locals,
            InstructionReader.Read(body.GetILReader())
        );
    }
}
