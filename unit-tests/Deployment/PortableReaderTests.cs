using System.Collections.Immutable;
using Striate.Platform.Deployment.Reading;
using Striate.Platform.Deployment.Writing;

namespace Striate.UnitTests.Deployment;

/// <summary>The reader on the known .pe files alone: what it reads and the writer writes again is the file that was there.</summary>
public sealed class PortableReaderTests(KnownPortableFiles known) : IClassFixture<KnownPortableFiles>
{
    private const string Attributes = "attributes are not read";

    private static readonly Dictionary<string, string> s_otherwise = new()
    {
        ["attributes"] = Attributes,
        ["flow"] = Attributes,
        ["in_param"] = Attributes,
        ["native"] = Attributes,
        ["types"] = Attributes,
        ["usesliba"] = Attributes,
        ["Firmware.digits"] = Attributes,
        ["Firmware.motion"] = Attributes,
        ["Firmware.fashion-mnist"] = Attributes,
        ["locals_300"] = "the count of its locals is not what it has",
        ["str_const"] = "a text ends where it has a NUL",
    };

    [Fact]
    public void What_is_read_and_written_again_is_the_same()
    {
        foreach (var (name, portable) in Files().Where(file => file.Name is not ("generic_method" or "multidim")))
        {
            var file = PortableFile.Read(portable.AsMemory());
            var again = PortableWriter.Write(file.ToAssembly(), KnownPortableFiles.References);

            file.Name.ShouldBe(name);
            file.References.ShouldContain(reference => reference.Name == "mscorlib");
            again.AsSpan().SequenceEqual(portable.AsSpan()).ShouldBe(!s_otherwise.ContainsKey(name), name);
        }
    }

    [Fact]
    public void Generic_methods_and_multidimensional_arrays_are_refused()
    {
        foreach (var (name, portable) in Files().Where(file => file.Name is "generic_method" or "multidim"))
        {
            Should.Throw<BadImageFormatException>(() => PortableFile.Read(portable.AsMemory()).ToAssembly(), name);
        }
    }

    private IEnumerable<(string Name, ImmutableArray<byte> Portable)> Files() =>
        known.All.Where(file => file.Portable is not null).Select(file => (file.Name, file.Portable!.Value));
}
