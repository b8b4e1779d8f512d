using Striate.Platform.Deployment.Reading;

namespace Striate.Platform.Deployment;

/// <summary>The .pe of nanoFramework's core library, as its package has it.</summary>
public static class CoreLibraryFile
{
    private static readonly Lazy<PortableFile> s_file = new(Read);

    /// <summary>The one file.</summary>
    public static PortableFile Portable => s_file.Value;

    private static PortableFile Read()
    {
        using var stream = typeof(CoreLibraryFile).Assembly.GetManifestResourceStream("mscorlib.pe")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return PortableFile.Read(bytes);
    }
}
