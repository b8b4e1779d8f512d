using System.Text;
using Striate.DataSets;
using Striate.DataSets.Reading;

namespace Striate.UnitTests.DataSets;

/// <summary>A person's own data in a folder that is removed at the end.</summary>
internal sealed class OwnFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("striate-own-").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public string this[string name] => Path.Combine(Root, name.Replace('/', Path.DirectorySeparatorChar));

    public string Write(string name, string text, Encoding? encoding = null) =>
        Write(name, (encoding ?? new UTF8Encoding(false)).GetBytes(text));

    public string Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    public RawData Read(DataOptions? options = null) => OwnData.Read(Root, options ?? new DataOptions());

    public string Refusal(DataOptions? options = null) => Should.Throw<StriateException>(() => OwnData.Prepare(Read(options))).Message;
}
