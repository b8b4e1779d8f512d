using System.Text;

namespace Striate.UnitTests;

/// <summary>A folder of a test's own, which is removed at its end.</summary>
internal class TestFolder(string prefix = "striate-test-") : IDisposable
{
    /// <summary>Its path.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory(prefix).FullName;

    /// <summary>The path of a file in it, which is given with slashes.</summary>
    public string this[string name] => Path.Combine(Root, name.Replace('/', Path.DirectorySeparatorChar));

    /// <inheritdoc />
    public void Dispose()
    {
        Directory.Delete(Root, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes a file, with the folders that it is in.</summary>
    public string Write(string name, string text, Encoding? encoding = null) =>
        Write(name, (encoding ?? new UTF8Encoding(false)).GetBytes(text));

    /// <summary>Writes a file, with the folders that it is in.</summary>
    public string Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    /// <summary>Replaces a text that a file has.</summary>
    public void Change(string name, string from, string to)
    {
        var text = File.ReadAllText(this[name]);
        text.ShouldContain(from);
        File.WriteAllText(this[name], text.Replace(from, to));
    }
}
