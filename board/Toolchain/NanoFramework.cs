using System.Collections.Immutable;
using System.Xml.Linq;
using Striate.Board.Links;

namespace Striate.Board.Toolchain;

/// <summary>One of nanoFramework's packages.</summary>
/// <param name="Id">Its name in NuGet.</param>
/// <param name="Version">The one that the firmware is made for.</param>
/// <param name="Assembly">Name of the assembly in it.</param>
public sealed record NanoPackage(string Id, string Version, string Assembly);

/// <summary>The versions of nanoFramework that the firmware is made for; <c>firmware/nanoframework.props</c> is their one home.</summary>
public static class NanoFramework
{
    /// <summary>Name of the file with the versions.</summary>
    public const string PropsFile = "nanoframework.props";

    /// <summary>Name of the file that says how to compile; it stands behind the imports of nanoFramework's defaults.</summary>
    public const string CompilationFile = "compilation.props";

    /// <summary>Name of the SDK in NuGet.</summary>
    public const string SdkId = "nanoFramework.NET.Sdk";

    private static readonly XDocument s_props = XDocument.Parse(FirmwareFiles.Text(PropsFile));

    /// <summary>Version of the SDK.</summary>
    public static string SdkVersion { get; } = Elements("NanoFrameworkSdkVersion").Single().Value;

    /// <summary>The libraries; the first is the core library, the only one that generated code needs.</summary>
    public static ImmutableArray<NanoPackage> Packages { get; } =
    [
        .. Elements("NanoCoreLibrary")
            .Concat(Elements("NanoLibrary"))
            .Select(package => new NanoPackage(
                package.Attribute("Include")!.Value,
                package.Attribute("Version")!.Value,
                package.Attribute("Assembly")!.Value
            )),
    ];

    private static IEnumerable<XElement> Elements(string name) => s_props.Descendants().Where(element => element.Name.LocalName == name);
}
