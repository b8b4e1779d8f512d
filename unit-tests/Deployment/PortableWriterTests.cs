using System.Collections.Immutable;
using Striate.Platform.Deployment;
using Striate.Platform.Deployment.Writing;
using Striate.UnitTests.Platform;

namespace Striate.UnitTests.Deployment;

public sealed class PortableWriterTests(KnownPortableFiles known, ITestOutputHelper output) : IClassFixture<KnownPortableFiles>
{
    // What the metadata processor converts although it does not work, and the number that refuses it.
    private static readonly Dictionary<string, string> s_refused = new()
    {
        ["default_iface"] = "STR1304",
        ["generic_method"] = "STR1301",
        ["locals_300"] = "STR1201",
        ["multidim"] = "STR1303",
    };

    [Fact]
    public void Every_known_file_is_equal_byte_for_byte()
    {
        var files = known.All.Where(file => file.Portable is not null).ToList();

        var different = files
            .Where(file =>
                !PortableWriter.Write(file.Image, KnownPortableFiles.References).AsSpan().SequenceEqual(file.Portable!.Value.AsSpan())
            )
            .Select(file => file.Name);

        different.ShouldBeEmpty();
        output.WriteLine($"{files.Count} files are equal");
        files.Count.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void What_converts_and_does_not_work_is_refused()
    {
        foreach (var (name, image, portable) in known.All)
        {
            var written = PortableAssembly.Write(image, KnownPortableFiles.References);

            var number = portable is null ? "STR1305" : s_refused.GetValueOrDefault(name);
            written.Bytes.IsEmpty.ShouldBe(number is not null, name);
            if (number is null)
            {
                written.Diagnostics.ShouldBeEmpty(name);
            }
            else
            {
                written.Diagnostics.ShouldContain(diagnostic => diagnostic.Number == number, name);
            }
        }
    }

    /// <summary>nanoSignaturesTable.cs writes characters with .NET's BinaryWriter.</summary>
    [Fact]
    public void A_character_in_an_attribute_is_in_UTF8()
    {
        const string source = "class CAttribute : System.Attribute { public CAttribute(char x) { } } [C('x')] class P { }";

        var written = PortableAssembly.Write(CheckedPrograms.Compile(source)).Bytes;

        written.AsSpan().IndexOf(new byte[] { 0x03, (byte)'x', 0, 0 }).ShouldBeGreaterThan(0);
    }
}
