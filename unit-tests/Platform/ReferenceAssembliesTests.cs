using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Striate.Platform;
using Striate.Platform.Checking;

namespace Striate.UnitTests.Platform;

/// <summary>The core library is the published one; what stands in for the other libraries fits it.</summary>
public class ReferenceAssembliesTests
{
    public static TheoryData<string> Own =>
        [.. ReferenceAssemblies.All.Select(assembly => assembly.Name).Where(name => name != ReferenceAssemblies.CoreLibrary)];

    [Fact]
    public void The_core_library_has_the_code_of_the_device()
    {
        using var file = new PEReader(ReferenceAssemblies.Get(ReferenceAssemblies.CoreLibrary).Image);
        var reader = file.GetMetadataReader();

        // 601 of its methods are IL, the others are the runtime's own, delegates' and interfaces'.
        (
            reader.MethodDefinitions.Count,
            reader.MethodDefinitions.Count(handle => reader.GetMethodDefinition(handle).RelativeVirtualAddress != 0)
        ).ShouldBe((942, 601));
    }

    [Fact]
    public void All_versions_of_the_core_library_are_one()
    {
        using var file = new PEReader(ReferenceAssemblies.Get(ReferenceAssemblies.CoreLibrary).Image);
        var reader = file.GetMetadataReader();
        var version = reader.GetAssemblyDefinition().Version.ToString(3);

        Attribute("Directory.Packages.props", "PackageVersion").ShouldBe(version);
        Attribute("firmware/nanoframework.props", "NanoCoreLibrary").ShouldBe(version);
    }

    /// <summary>Whatever a stand-in takes from the core library or from another stand-in is there, by name and signature.</summary>
    [Theory, MemberData(nameof(Own))]
    public void What_it_refers_to_exists(string name) =>
        AssemblyChecker
            .Check([ReferenceAssemblies.Get(name).Image])
            .Select(diagnostic => diagnostic.ToString())
            .Where(text => text.Contains("STR14", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Theory, MemberData(nameof(Own))]
    public void Its_types_are_not_those_of_the_core_library(string name) =>
        TypesOf(name).Intersect(TypesOf(ReferenceAssemblies.CoreLibrary)).ShouldBeEmpty();

    private static List<string> TypesOf(string name)
    {
        using var file = new PEReader(ReferenceAssemblies.Get(name).Image);
        var reader = file.GetMetadataReader();
        return
        [
            .. reader
                .TypeDefinitions.Select(reader.GetTypeDefinition)
                .Where(type => type.GetDeclaringType().IsNil && !type.Namespace.IsNil)
                .Where(type => type.Attributes.HasFlag(System.Reflection.TypeAttributes.Public))
                .Select(type => reader.GetString(type.Namespace) + "." + reader.GetString(type.Name)),
        ];
    }

    private static string Attribute(string file, string element) =>
        XDocument
            .Load(Path.Combine(Root(), file))
            .Descendants()
            .Single(item => item.Name.LocalName == element && item.Attribute("Include")?.Value == "nanoFramework.CoreLibrary")
            .Attribute("Version")!
            .Value;

    private static string Root([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../.."));
}
