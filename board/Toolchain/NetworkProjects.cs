using System.Security.Cryptography;
using System.Text;

namespace Striate.Board.Toolchain;

/// <summary>The projects of one assembly of a network: for the SDK, and for Visual Studio.</summary>
/// <param name="Assembly">Its name, and that of its folder.</param>
/// <param name="References">The assemblies that it may use, each in a folder beside it.</param>
internal sealed record NetworkProjects(string Assembly, IReadOnlyList<string> References)
{
    /// <summary>The file <c>NAME.csproj</c>.</summary>
    public string Sdk =>
        $"""
            <Project>
              <Import Project="../../{NanoFramework.PropsFile}" />
              <PropertyGroup>
                <BaseIntermediateOutputPath>obj/sdk/</BaseIntermediateOutputPath>
              </PropertyGroup>
              <Import Project="Sdk.props" Sdk="{NanoFramework.SdkId}" Version="$(NanoFrameworkSdkVersion)" />
              <Import Project="../../{NanoFramework.CompilationFile}" />
              <PropertyGroup>
                <OutputType>Library</OutputType>
                <AssemblyName>{Assembly}</AssemblyName>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="*.cs" />
                <PackageReference Include="@(NanoCoreLibrary)" />
            {Lines(References, name => $"    <ProjectReference Include=\"../{name}/{name}.csproj\" />")}  </ItemGroup>
              <Import Project="Sdk.targets" Sdk="{NanoFramework.SdkId}" Version="$(NanoFrameworkSdkVersion)" />
            </Project>

            """;

    /// <summary>The file <c>NAME.nfproj</c>.</summary>
    public string Classic =>
        $$"""
            <?xml version="1.0" encoding="utf-8"?>
            <Project ToolsVersion="Current" DefaultTargets="Build" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
              <Import Project="..\..\{{NanoFramework.PropsFile}}" />
              <PropertyGroup Label="Globals">
                <NanoFrameworkProjectSystemPath>$(MSBuildExtensionsPath)\nanoFramework\v1.0\</NanoFrameworkProjectSystemPath>
              </PropertyGroup>
              <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.Default.props" Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.Default.props')" />
              <PropertyGroup>
                <Configuration Condition="'$(Configuration)' == ''">Release</Configuration>
                <Platform Condition="'$(Platform)' == ''">AnyCPU</Platform>
                <ProjectTypeGuids>{{Solution.NanoProjectType}};{{Solution.CSharpProjectType}}</ProjectTypeGuids>
                <ProjectGuid>{{Solution.NumberOf(Assembly)}}</ProjectGuid>
                <OutputType>Library</OutputType>
                <AssemblyName>{{Assembly}}</AssemblyName>
                <TargetFrameworkVersion>v1.0</TargetFrameworkVersion>
                <FileAlignment>512</FileAlignment>
              </PropertyGroup>
              <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.props" Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.props')" />
              <Import Project="..\..\{{NanoFramework.CompilationFile}}" />
              <ItemGroup>
                <Compile Include="*.cs" />
                <None Include="packages.config" />
                <Reference Include="..\..\packages\{{CoreLibrary.Id}}.{{CoreLibrary.Version}}\lib\{{CoreLibrary.Assembly}}.dll" />
            {{Lines(References, name => $"    <ProjectReference Include=\"..\\{name}\\{name}.nfproj\" />")}}  </ItemGroup>
              <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.CSharp.targets" Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.CSharp.targets')" />
              <ProjectExtensions>
                <ProjectCapabilities>
                  <ProjectConfigurationsDeclaredAsItems />
                </ProjectCapabilities>
              </ProjectExtensions>
            </Project>

            """;

    /// <summary>The file <c>packages.config</c> beside the classic project.</summary>
    public static string Packages =>
        $"""
            <?xml version="1.0" encoding="utf-8"?>
            <packages>
              <package id="{CoreLibrary.Id}" version="{CoreLibrary.Version}" targetFramework="netnano1.0" />
            </packages>

            """;

    private static NanoPackage CoreLibrary => NanoFramework.Packages[0];

    private static string Lines(IEnumerable<string> names, Func<string, string> line) =>
        string.Concat(names.Select(name => line(name) + "\n"));
}

/// <summary>The solution that lets Visual Studio build the classic projects in their order.</summary>
internal static class Solution
{
    public const string NanoProjectType = "{11A8DD76-328B-46DF-9F39-F559912D0360}";
    public const string CSharpProjectType = "{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}";

    private const string Configuration = "Release|Any CPU";

    private static readonly string[] s_steps = ["ActiveCfg", "Build.0", "Deploy.0"];

    /// <summary>Name of the file.</summary>
    public const string FileName = "Striate.Firmware.sln";

    /// <summary>A number that is always the same for a name.</summary>
    public static string NumberOf(string name) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)).ToString("B").ToUpperInvariant();

    /// <summary>The text of the file.</summary>
    /// <param name="projects">Name and path of every project, libraries first.</param>
    public static string Text(IReadOnlyCollection<(string Name, string Path)> projects) =>
        "Microsoft Visual Studio Solution File, Format Version 12.00\n"
        + string.Concat(
            projects.Select(project =>
                $"Project(\"{NanoProjectType}\") = \"{project.Name}\", \"{project.Path}\", \"{NumberOf(project.Name)}\"\nEndProject\n"
            )
        )
        + $"""
            Global
                GlobalSection(SolutionConfigurationPlatforms) = preSolution
                    {Configuration} = {Configuration}
                EndGlobalSection
                GlobalSection(ProjectConfigurationPlatforms) = postSolution
            {string.Join('\n', projects.SelectMany(project => Builds(NumberOf(project.Name))))}
                EndGlobalSection
            EndGlobal

            """;

    // Without them a build of the solution builds nothing, and succeeds.
    private static IEnumerable<string> Builds(string number) =>
        s_steps.Select(step => $"        {number}.{Configuration}.{step} = {Configuration}");
}
